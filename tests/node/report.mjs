// Run each step against the mock and print what came of it, as JSON for the tests in tests/sdks.
// The arguments are the URL of the mock, the name of a model, and the dialect.

export const [url, model, dialect] = process.argv.slice(2);
export const question = "What is the weather in Paris and what time is it in Tokyo?";
export const story = "Explain in detail how a lighthouse works";
export const order = "Give me a recipe for pancakes as JSON";

export const weather = (city) => `23 degrees and sunny in ${city}`;
export const time = (city) => `14:05 in ${city}`;

export async function report(steps) {
  const results = {};
  for (const [name, step] of Object.entries(steps)) {
    try {
      results[name] = await step();
    } catch (error) {
      results[name] = {
        failed: String(error.stack ?? error),
        status: error.status ?? error.statusCode ?? null,
      };
    }
  }
  console.log(JSON.stringify(results));
}
