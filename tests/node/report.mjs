// Run each step against the mock and print what came of it, as JSON for the tests in tests/sdks.
// The arguments are the URL of the mock, the name of a model, and the dialect.

export const [url, model, dialect] = process.argv.slice(2);
export const question = "What is the weather in Paris and what time is it in Tokyo?";
export const chain = "Find user 42 and then get the weather in their city.";
export const story = "Explain in detail how a lighthouse works";
export const order = "Give me a recipe for pancakes as JSON";

// What a model can call, by its one parameter.
export const functions = {
  get_weather: ({ city }) => `23 degrees and sunny in ${city}`,
  get_time: ({ city }) => `14:05 in ${city}`,
  find_user: () => ({ name: "Kim", city: "Oslo" }),
};
export const descriptions = {
  get_weather: "Get the current weather in a city.",
  get_time: "Get the current time in a city.",
  find_user: "Find a user by their number.",
};

export async function report(steps) {
  const results = {};
  for (const [name, step] of Object.entries(steps)) {
    try {
      results[name] = await step();
    } catch (error) {
      results[name] = {
        failed: String(error.stack ?? error),
        kind: error.constructor.name,
        status: error.status ?? error.statusCode ?? null,
      };
    }
  }
  console.log(JSON.stringify(results));
}
