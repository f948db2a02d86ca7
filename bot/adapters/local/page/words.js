// The page's own strings, given by the server: templates with {placeholders} and plural forms.

let catalogue = {};
let plural = new Intl.PluralRules("fr");

export function learn(words, language) {
  catalogue = words;
  plural = new Intl.PluralRules(language);
}

export function say(id, values = {}) {
  const forms = catalogue[id] ?? [""];
  const form = forms.length > 1 && plural.select(values.n) !== "one" ? forms[1] : forms[0];
  return form.replace(/\{(\w+)\}/g, (hole, name) => String(values[name] ?? hole));
}
