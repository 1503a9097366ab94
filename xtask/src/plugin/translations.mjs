// Compiles the plugin's translations: each .po to a .mo, which PHP reads, and to a .json for each
// script of the dashboard, in the format and under the name that wp_set_script_translations() looks
// for. Called by translations.rs with: modules' folder, folder of the .po files, output.
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [modules, languages, output] = process.argv.slice(2);
const { mo, po } = await import(pathToFileURL(path.join(modules, "gettext-parser/index.js")));

// The file of each script, by the name under which PHP registers it.
const SCRIPTS = { "undersigned-editor": "editor/editor.js", "undersigned-settings": "editor/settings.js" };

// The texts of one script, whose references name it.
const messages = (catalogue, script) => {
  const found = {};
  for (const [context, entries] of Object.entries(catalogue.translations))
    for (const { msgid, msgstr, comments } of Object.values(entries))
      if (comments?.reference?.split(/\s+/).includes(script)) found[context ? `${context}\u0004${msgid}` : msgid] = msgstr;
  return found;
};

for (const file of fs.readdirSync(languages).filter((name) => name.endsWith(".po"))) {
  const catalogue = po.parse(fs.readFileSync(path.join(languages, file)));
  const name = path.basename(file, ".po");
  const header = { domain: "messages", lang: catalogue.headers.Language, "plural-forms": catalogue.headers["Plural-Forms"] };
  for (const [handle, script] of Object.entries(SCRIPTS)) {
    const texts = messages(catalogue, script);
    if (!Object.keys(texts).length) throw new Error(`${file} has no text of ${script}`);
    const json = { domain: "messages", locale_data: { messages: { "": header, ...texts } } };
    fs.writeFileSync(path.join(output, `${name}-${handle}.json`), JSON.stringify(json));
  }
  fs.writeFileSync(path.join(output, `${name}.mo`), mo.compile(catalogue));
}
