// What a client for `fuzz_client` is as a program.
// With a base URL as its argument it asks there, and writes the text; what goes wrong isn't caught.
// Without one it reads base URLs, one on a line, and writes what came of each as a line of JSON.

import { createInterface } from "node:readline";

async function answer(ask, url) {
  try {
    return { url, text: await ask(url) };
  } catch (error) {
    return { url, name: error.name, message: error.message };
  }
}

export async function asking(ask) {
  const [url] = process.argv.slice(2);
  if (url) {
    process.stdout.write(await ask(url));
  } else {
    const lines = createInterface({ input: process.stdin });
    lines.on("line", async (line) => console.log(JSON.stringify(await answer(ask, line))));
  }
}
