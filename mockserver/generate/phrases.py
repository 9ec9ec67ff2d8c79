"""What a made-up text is put together from: ``{topic}`` and ``{word}`` are filled in."""

WELCOMES = (
    "Hello! What would you like to talk about?",
    "Hello! How can I help?",
    "Hi there! What can I do for you today?",
)
LINKS = (
    "Coming from {}, here is the next point.",
    "This builds on {}.",
    "After {}, this is new.",
)
OPENINGS = (
    "{Topic} is easiest to see from what it is for.",
    "There is a short way to put {topic}, and it starts with the basics.",
    "The heart of {topic} can be said plainly.",
    "{Topic} comes down to a few ideas that fit together.",
    "To begin with {topic}, look at what stays the same and what changes.",
)
BODIES = (
    "One part of {topic} sets the frame, and the rest follows from it.",
    "What matters most about {word} is how its parts work together.",
    "A small example of {word} often says more than a definition.",
    "Seen from close by, {word} has more steps than it seems to have.",
    "Each step builds on the one before it, so the order counts.",
    "It helps to ask what would happen without {word}.",
    "People who work with {word} tend to start from a simple case.",
    "The same pattern shows up elsewhere, which makes {topic} easier to remember.",
    "Where {word} meets its limits, another approach takes over.",
    "In practice, {topic} is learned by trying it and looking at the result.",
    "Two views of {word} are common, and both have their use.",
    "The details of {word} differ from case to case, but the idea holds.",
)
ENDINGS = (
    "That is {topic} in outline.",
    "With that, the main points of {topic} are in place.",
    "From here, any detail of {word} can be added where it is needed.",
    "So {topic} is less of a puzzle than it looks at first.",
)
SHORT_ANSWERS = (
    "{Topic}: parts that work together toward one result.",
    "{Topic}, in short: simple steps, repeated with care.",
    "{Topic} turns what goes in into what comes out, step by step.",
)
VERSE_LINES = (
    "I thought of {word} when the day was done,",
    "and {word} answered softly, like the sun.",
    "Beyond the hill, where quiet {word} stay,",
    "a light remains at the end of the day.",
    "Oh {word}, so far and yet so near,",
    "you turn the silence into something clear.",
    "The night grows wide, the {word} grow still,",
    "and time goes by, as ever it will.",
)
ITEMS = (
    "{Word}, seen as a whole",
    "the part of {word} that comes first",
    "what {word} needs in order to work",
    "a common case of {word}",
    "where {word} reaches its limits",
    "how {word} is used every day",
    "what is often mistaken about {word}",
    "the next step after {word}",
)
THOUGHTS = (
    "**Reading the Question**\n\nThe question is about {topic}. I note what is asked, and what isn't.",
    "**Choosing a Way In**\n\nOf the ways into {topic}, I take the one that needs the least before it.",
    "**Ordering the Points**\n\nWhat belongs to {topic} gets an order, each point resting on the last.",
    "**Checking the Limits**\n\nWhere a claim about {topic} would stop being true, I leave it out.",
    "**Weighing the Form**\n\nI consider how long an answer about {topic} should be, and in what form.",
    "**Reviewing the Draft**\n\nOnce more through the answer: does it say what {topic} calls for?",
)
