plugin-title = The model

command-model = Which model answers, and how much of it you have used
    .usage = /model
    .details = It says what the last call came to, and what is left of your calls and tokens.

# /model. $name: how the endpoint calls the model, as code.
model-title = **The model** { $name }
model-offline = **No model** is configured. Questions are answered with quotes from your notes, and tasks are done that are said plainly. Whoever runs the bot can set PORTICO_MODEL_URL and PORTICO_MODEL.
# $at: when the last call ended.
model-never = It has not been called since the start.
model-reached = It answered last on { DATETIME($at, dateStyle: "medium", timeStyle: "short") }.
model-failed = The last call, on { DATETIME($at, dateStyle: "medium", timeStyle: "short") }, failed. { $problem }
model-window = Its window has { NUMBER($tokens) } tokens.
model-calls = Calls in the last minute: { NUMBER($calls) } of { NUMBER($limit) }.
model-tokens = Tokens today: { NUMBER($tokens) } of { NUMBER($limit) }.
model-cost = Cost today: { NUMBER($cost, maximumFractionDigits: 4) }.

# Why there is no answer.
error-unreachable = The model can't be reached. Try again in a while.
error-timeout = The model did not answer in time. Try again in a while.
error-refused = The model's endpoint refused the call. Whoever runs the bot has to check its key, the model's name and the account there.
error-limit = You have used up what you have of the model for now.
error-busy = The model has too much to do. Try again in a while.
error-too-long = That is too long for the model. Try with less.
error-broken = The model answered something that can't be understood. Try again.
# $at: when.
retry-at = It works again from { DATETIME($at, dateStyle: "medium", timeStyle: "short") }.
