// Server-sent events, as far as this API has them: `data:` lines that hold JSON.

/** Yield the JSON of each event of a body, however its bytes were cut. */
export async function* events(body) {
  let rest = "";
  let bare = ""; // An error that comes in mid-stream stands there without `data:`.
  const read = function* (line) {
    if (line.startsWith("data:")) yield JSON.parse(line.slice("data:".length));
    else bare += line;
  };
  for await (const text of body.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split(/\r?\n/);
    rest = lines.pop();
    for (const line of lines) yield* read(line);
  }
  yield* read(rest);
  if (bare.trimStart().startsWith("{")) yield JSON.parse(bare);
}
