// Reduces a Chinese or Korean typeface to the characters commonly used in names: those of GB 2312,
// the more common half of Big5 and of JIS X 0208, with their kana and punctuation; the syllables of
// KS X 1001. The lists are the decoding tables built into every JavaScript engine. Called by
// fonts.rs with: modules' folder, script, font in that folder, output.
import fs from "node:fs";
import { createRequire } from "node:module";

const [modules, script, font, output] = process.argv.slice(2);
const subset = createRequire(`${modules}/`)("subset-font");

// Encoding, rows and cells. Latin, Greek and Cyrillic come from other typefaces; a square
// represents a missing character.
const SCRIPTS = {
  han: {
    least: 9_000,
    wanted: (character) => character >= "\u2e80" || character === "\u25a1",
    tables: [
      ["gbk", 0xa1, 0xf7, 0xa1, 0xfe],
      ["big5", 0xa4, 0xc6, 0x40, 0xfe],
      ["euc-jp", 0xb0, 0xcf, 0xa1, 0xfe],
    ],
  },
  hangul: {
    least: 2_350,
    wanted: (character) => character >= "\uac00" && character <= "\ud7a3",
    tables: [["euc-kr", 0xb0, 0xc8, 0xa1, 0xfe]],
  },
};

const { least, wanted, tables } = SCRIPTS[script];
const characters = new Set();
for (const [encoding, firstRow, lastRow, first, last] of tables) {
  const decoder = new TextDecoder(encoding);
  for (let row = firstRow; row <= lastRow; row += 1) {
    for (let cell = first; cell <= last; cell += 1) {
      const decoded = decoder.decode(Uint8Array.of(row, cell));
      if ([...decoded].length === 1 && wanted(decoded) && decoded !== "\ufffd") {
        characters.add(decoded);
      }
    }
  }
}
if (characters.size < least) throw new Error(`only ${characters.size} characters were found`);
const whole = fs.readFileSync(`${modules}/${font}`);
fs.writeFileSync(output, await subset(whole, [...characters].join(""), { targetFormat: "truetype" }));
