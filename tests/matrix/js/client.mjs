// Somebody on Element's own crypto, whose client leaves out devices that nobody vouches for.
// Arguments: homeserver, user, password. Lines of JSON on standard input are what they do
// ({"room", "body"}), lines on standard output what they see.
import readline from "node:readline";
import * as sdk from "matrix-js-sdk";
import { logger } from "matrix-js-sdk/lib/logger.js";
import { OnlySignedDevicesIsolationMode } from "matrix-js-sdk/lib/crypto-api/index.js";

logger.setLevel?.("silent");
// The library's own chatter would be mixed with what they see.
console.log = console.info = console.debug = console.warn = () => {};
const tell = (seen) => process.stdout.write(JSON.stringify(seen) + "\n");

const [baseUrl, user, password] = process.argv.slice(2);
const { access_token: accessToken, device_id: deviceId } = await sdk
  .createClient({ baseUrl })
  .loginRequest({
    type: "m.login.password",
    identifier: { type: "m.id.user", user },
    password,
  });
const client = sdk.createClient({ baseUrl, userId: user, deviceId, accessToken });
await client.initRustCrypto({ useIndexedDB: false });
const crypto = client.getCrypto();
crypto.setDeviceIsolationMode(new OnlySignedDevicesIsolationMode());
await crypto.bootstrapCrossSigning({
  setupNewCrossSigning: true,
  authUploadDeviceSigningKeys: (request) =>
    request({
      type: "m.login.password",
      identifier: { type: "m.id.user", user },
      password,
    }),
});

const show = (event) => {
  if (event.getSender() === user || event.getType() !== "m.room.message") return;
  tell({
    room: event.getRoomId(),
    sender: event.getSender(),
    body: event.getContent().body ?? "",
    failed: event.isDecryptionFailure(),
    encrypted: event.isEncrypted(),
  });
};
client.on(sdk.RoomMemberEvent.Membership, (_event, member) => {
  if (member.userId === user && member.membership === "invite") client.joinRoom(member.roomId);
});
client.on(sdk.RoomEvent.Timeline, (event) => {
  if (!event.isBeingDecrypted() && !event.shouldAttemptDecryption()) show(event);
});
// On a busy machine this client may hear who wrote just before it fails to read for not knowing,
// and would then try again only once it is restarted: it asks who wrote, and tries again.
const retried = new Map();
const readAgain = async (event) => {
  const times = retried.get(event.getId()) ?? 0;
  if (!event.isDecryptionFailure() || times >= 20) return;
  retried.set(event.getId(), times + 1);
  await crypto.getUserDeviceInfo([event.getSender()], true);
  await new Promise((resolve) => setTimeout(resolve, 100));
  if (event.isDecryptionFailure()) await event.attemptDecryption(crypto, { isRetry: true });
};
client.on(sdk.MatrixEventEvent.Decrypted, (event) => {
  show(event);
  readAgain(event);
});
// Who has just arrived can be written to only once the homeserver has keys of theirs to give out.
const canBeWrittenTo = async () => {
  for (;;) {
    const { one_time_key_counts: keys } = await client.http.authedRequest(
      sdk.Method.Post,
      "/keys/upload",
      undefined,
      {},
    );
    if (keys?.signed_curve25519 > 0) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};
client.on(sdk.ClientEvent.Sync, (state, previous) => {
  if (state === "PREPARED" && previous !== "PREPARED") {
    canBeWrittenTo().then(() => tell({ ready: true }));
  }
});
await client.startClient({ initialSyncLimit: 20 });

for await (const line of readline.createInterface({ input: process.stdin })) {
  const { room, body } = JSON.parse(line);
  await client.sendTextMessage(room, body);
}
client.stopClient();
process.exit(0);
