plugin-title = Git
command-sync = Put your notes in step with their git remote
    .details = Commits what has changed, pulls and pushes now, and says what came and went. Without it that happens some seconds after each change.
task-pull = Pulls notes from their remote

sync-running = Putting your notes in step…
sync-slow = This takes long and goes on in the background. You will be told of conflicts and failures.
sync-nothing = Everything is in step: nothing to send, nothing new.
sync-done =
    { $received ->
        [0] { $sent ->
            [one] Sent one commit; nothing new came.
           *[other] Sent { $sent } commits; nothing new came.
        }
       *[other] { $sent ->
            [0] Nothing to send;
            [one] Sent one commit,
           *[other] Sent { $sent } commits,
        } { $received ->
            [one] received one.
           *[other] received { $received }.
        }
    }
sync-local = Everything is committed.
no-remote = Your notes are committed here only: no remote is configured for them (`PORTICO_GIT_REMOTE`).

conflict-title =
    { $count ->
        [one] A note was changed here and at the remote. Both versions are kept; put together what you need and delete the other:
       *[other] { $count } notes were changed here and at the remote. Both versions are kept; put together what you need and delete the others:
    }
conflict-line = { $title } is the remote's, { $copy } is from here
conflict-more =
    { $count ->
        [one] and one more
       *[other] and { $count } more
    }

told-later = Your changes are committed here, and will be sent as soon as it works again.
told-again =
    { $sent ->
        [0] Your notes are in step with git again.
        [one] Your notes are in step with git again; one commit was sent.
       *[other] Your notes are in step with git again; { $sent } commits were sent.
    }

problem-unreachable = The git remote of your notes can't be reached: { $detail }.
problem-refused = The git remote of your notes lets nobody in with what git knows: { $detail }. Give the machine of the bot an ssh key or a git credential that may push.
problem-missing = There is no repository at the git remote of your notes: { $detail }. Make an empty one there, or correct `PORTICO_GIT_REMOTE`.
problem-rejected = The git remote of your notes takes no push: { $detail }. Look at the rules of its branch.
problem-slow = The git remote of your notes took too long to answer.
problem-staged = Nothing can be merged into your notes while { $detail } is staged in their repository. Commit or unstage it there.
problem-busy = Somebody is in the middle of something in the repository of your notes ({ $detail }). Finish or abort it there.
problem-detached = No branch is checked out in the repository of your notes. Check one out there, such as `git switch main`.
problem-unsafe = A file at the remote is called { $detail }, which leads out of your notes. Nothing was taken from there; take that file out of the remote.
problem-in-the-way = A file that came from the remote can't be put to your notes: { $detail } is there, and git was told to ignore it. Move it away.
problem-locked = Another git is at work in the repository of your notes, or was killed and has left { $detail }. When none is running, delete that file.
problem-failed = git can't keep your notes in step: { $detail }.
