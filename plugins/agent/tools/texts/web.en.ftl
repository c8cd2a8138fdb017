plugin-title = Web pages

# While the agent works, and before it opens a page. $url is Markdown already.
tool-open_url = Opening { $url }
    .about = Opens a page of the web.
    .confirm = Open a page of the web? Its server learns the whole address.
