using System.Diagnostics;
using Longhaul.Core.Jobs;
using Longhaul.Sqlite;
using Microsoft.Data.Sqlite;

// write PATH SECONDS   one enqueue after the other, begun at a line on stdin; prints how many a second
// flood PATH           enqueues until it is killed; prints each id once it is accepted
// lock PATH            holds SQLite's write lock, as some other program would, until a line on stdin
// enqueue PATH         one job, at each line on stdin
return args[0] switch
{
    "write" => await WriteAsync(args[1], double.Parse(args[2])),
    "flood" => await FloodAsync(args[1]),
    "lock" => Lock(args[1]),
    "enqueue" => await EnqueueAsync(args[1]),
    _ => 2,
};

static async Task<int> WriteAsync(string path, double seconds)
{
    await using var store = SqliteJobStore.Open(path);
    await AddAsync(store);
    Console.WriteLine("ready");
    Console.ReadLine();
    var watch = Stopwatch.StartNew();
    var count = 0;
    for (; watch.Elapsed.TotalSeconds < seconds; count++)
    {
        await AddAsync(store);
    }

    Console.WriteLine(Math.Round(count / watch.Elapsed.TotalSeconds));
    return 0;
}

static async Task<int> FloodAsync(string path)
{
    await using var store = SqliteJobStore.Open(path);
    while (true)
    {
        Console.WriteLine(await AddAsync(store));
    }
}

static int Lock(string path)
{
    using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
    connection.Open();
    using var transaction = connection.BeginTransaction(deferred: false);
    Console.WriteLine("locked");
    Console.ReadLine();
    return 0;
}

static async Task<int> EnqueueAsync(string path)
{
    await using var store = SqliteJobStore.Open(path);
    while (Console.ReadLine() is not null)
    {
        Console.WriteLine(await AddAsync(store));
    }

    return 0;
}

static async Task<long> AddAsync(SqliteJobStore store) => (await store.Intake.EnqueueAsync([new NewJob { Kind = "child" }]))[0].Id;
