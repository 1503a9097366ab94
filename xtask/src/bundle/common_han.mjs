// Cuts a Chinese typeface down to what names are commonly written in: the characters of GB 2312,
// the commoner half of Big5 and of JIS X 0208, with their kana and punctuation. The lists are those
// that every JavaScript engine decodes by. Called by fonts.rs: modules' folder, font in it, output.
import fs from "node:fs";
import { createRequire } from "node:module";

const [modules, font, output] = process.argv.slice(2);
const subset = createRequire(`${modules}/`)("subset-font");

const characters = new Set();
for (const [encoding, firstRow, lastRow, first, last] of [
  ["gbk", 0xa1, 0xf7, 0xa1, 0xfe],
  ["big5", 0xa4, 0xc6, 0x40, 0xfe],
  ["euc-jp", 0xb0, 0xcf, 0xa1, 0xfe],
]) {
  const decoder = new TextDecoder(encoding);
  for (let row = firstRow; row <= lastRow; row += 1) {
    for (let cell = first; cell <= last; cell += 1) {
      const decoded = decoder.decode(Uint8Array.of(row, cell));
      // Latin, Greek and Cyrillic come from other typefaces; a square stands for what is missing.
      if ([...decoded].length === 1 && (decoded >= "\u2e80" || decoded === "\u25a1") && decoded !== "\ufffd") {
        characters.add(decoded);
      }
    }
  }
}
if (characters.size < 9_000) throw new Error(`only ${characters.size} characters were found`);
const whole = fs.readFileSync(`${modules}/${font}`);
fs.writeFileSync(output, await subset(whole, [...characters].join(""), { targetFormat: "truetype" }));
