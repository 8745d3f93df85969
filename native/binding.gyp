{
  "targets": [
    {
      "target_name": "visord",
      "sources": [
        "addon.c",
        "poller.c",
        "pump.c",
        "pump_move.c",
        "pacing.c",
        "pump_thread.c",
        "set.c",
        "spawn.c",
        "pool.c",
        "child.c",
        "reap.c",
        "pipes.c",
        "give_back.c",
        "sockets.c",
        "posix.c",
        "accounts.c",
        "program.c",
        "guard.c",
        "signals.c",
        "threads.c",
        "thread.c",
        "title.c",
        "flags.c"
      ],
      "defines": ["_GNU_SOURCE"],
      "cflags": ["-std=c11", "-Wall", "-Wextra", "-fvisibility=hidden"],
      "xcode_settings": {
        "OTHER_CFLAGS": ["-std=c11", "-Wall", "-Wextra", "-fvisibility=hidden"]
      }
    }
  ]
}
