// What the model can have looked up. A real desk would ask a timetable and a weather service.

const trains = { "Oslo Bergen": ["08:25", "12:03", "15:59"], "Oslo Trondheim": ["08:02"] };
const weather = { Bergen: "rain, 11 degrees", Oslo: "sunny, 17 degrees" };

const strings = (...names) => ({
  type: "OBJECT",
  properties: Object.fromEntries(names.map((name) => [name, { type: "STRING" }])),
  required: names,
});

export const declarations = [
  {
    name: "find_trains",
    description: "Find the trains of a day from one city to another.",
    parameters: strings("origin", "destination"),
  },
  {
    name: "get_weather",
    description: "Get the current weather in a city.",
    parameters: strings("city"),
  },
];

const tools = {
  find_trains: ({ origin, destination }) => ({
    departures: trains[`${origin} ${destination}`] ?? [],
  }),
  get_weather: ({ city }) =>
    weather[city] ? { weather: weather[city] } : { error: `no weather is known for ${city}` },
};

/** Run a tool; what goes wrong is told to the model, which may call it better. */
export const run = (name, args = {}) =>
  Object.hasOwn(tools, name) ? tools[name](args) : { error: `there is no tool ${name}` };
