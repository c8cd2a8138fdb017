plugin-title = Tools for notes

# While the agent works. All arguments are Markdown already; $title is of the note whose id is in the input, where the input has no title of its own.
tool-search_notes = Searching for “{ $query }”
tool-list_notes = Looking through the notes
tool-read_note = Reading “{ $title }”
tool-create_note = Writing “{ $title }”
tool-edit_note = Changing “{ $title }”
tool-append_to_note = Adding to “{ $title }”
tool-move_note = Moving “{ $title }”
tool-rename_note = Renaming “{ $titles }” to “{ $title }”
tool-tag_note = Tagging “{ $title }”
tool-delete_note = Deleting “{ $title }”
    .confirm = Delete “{ $title }”? It goes into the trash.
tool-merge_notes = Merging notes
    .confirm = Make one note of these, in this order: { $titles }? The first one stays and takes the texts and tags of the others, which go into the trash.
tool-put_back = Taking back a change
tool-remove_created_note = Taking back a note
