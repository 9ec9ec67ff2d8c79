// node ask.mjs "When do trains leave for Bergen?" prints the answer, as it comes.

import { Desk, again } from "./desk.mjs";

const desk = new Desk({
  baseUrl: process.env.GOOGLE_GEMINI_BASE_URL ?? "https://api.cometapi.com",
  key: process.env.COMETAPI_KEY,
});
try {
  for await (const piece of desk.ask(process.argv.slice(2).join(" "))) {
    process.stdout.write(piece === again ? "\n[the answer broke off; once more]\n" : piece);
  }
  process.stdout.write("\n");
} catch (error) {
  console.error(`\nSorry: ${error.message}`);
  process.exitCode = 1;
}
