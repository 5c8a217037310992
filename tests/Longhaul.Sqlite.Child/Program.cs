using System.Diagnostics;
using Longhaul.Core.Jobs;
using Longhaul.Sqlite;

// write PATH SECONDS: one enqueue after the other; prints how many a second.
// flood PATH: enqueues until it is killed, a line for each.
await using var store = SqliteJobStore.Open(args[1]);
switch (args[0])
{
    case "write":
        var seconds = double.Parse(args[2]);
        await store.Intake.EnqueueAsync([new NewJob { Kind = "first" }]);
        Console.WriteLine("ready");
        Console.ReadLine();
        var watch = Stopwatch.StartNew();
        var count = 0;
        for (; watch.Elapsed.TotalSeconds < seconds; count++)
        {
            await store.Intake.EnqueueAsync([new NewJob { Kind = "written" }]);
        }

        Console.WriteLine(Math.Round(count / watch.Elapsed.TotalSeconds));
        return 0;
    case "flood":
        while (true)
        {
            Console.WriteLine((await store.Intake.EnqueueAsync([new NewJob { Kind = "flood" }]))[0].Id);
        }

    default:
        return 2;
}
