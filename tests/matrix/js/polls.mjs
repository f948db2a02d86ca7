// Reads polls as Element does: contents of poll starts come on standard input, as JSON; what it
// understands, and the response it would send for the second answer, go to standard output.
import { PollResponseEvent } from "matrix-js-sdk/lib/extensible_events_v1/PollResponseEvent.js";
import { PollStartEvent } from "matrix-js-sdk/lib/extensible_events_v1/PollStartEvent.js";

let said = "";
for await (const chunk of process.stdin) said += chunk;
const read = JSON.parse(said).map((content) => {
  const poll = new PollStartEvent({ type: "org.matrix.msc3381.poll.start", content });
  return {
    question: poll.question.text,
    answers: poll.answers.map((answer) => answer.text),
    kind: poll.rawKind,
    response: PollResponseEvent.from([poll.answers[1].id], "$poll").serialize(),
  };
});
process.stdout.write(JSON.stringify(read));
