using System.Diagnostics;
using Longhaul.Core.Jobs;

namespace Longhaul.Sqlite.Tests;

/// <summary>Files of libSQL, a fork of SQLite with the same format: one that npm's <c>libsql</c> wrote is opened, and it reads what we wrote.</summary>
public sealed class LibsqlTests : IDisposable
{
    private const string Script = """
        const Database = require('libsql');
        const db = new Database(process.argv[2]);
        if (process.argv[3] === 'write') {
          db.exec("create table notes (text)");
          db.exec("insert into notes values ('written by libsql')");
        } else {
          console.log(db.prepare("select kind from longhaul_jobs where id = 1").get().kind);
        }
        db.close();
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_file_written_by_libsql_becomes_a_store_and_stays_readable_by_libsql()
    {
        Assert.SkipUnless(OnPath("npm") && OnPath("node"), "npm and node are needed to install libsql");
        await RunAsync("npm", "install", "--no-audit", "--no-fund", "--silent", "--prefix", _folder.Folder, "libsql@0.5.29");
        await File.WriteAllTextAsync(Path.Combine(_folder.Folder, "notes.js"), Script);
        await RunAsync("node", "notes.js", _folder.Database, "write");

        await using var store = await _folder.OpenAsync();
        await store.Intake.EnqueueAsync([new NewJob { Kind = "seen-by-both" }]);
        _folder.Ask("select text from notes").ShouldBe("written by libsql");
        (await RunAsync("node", "notes.js", _folder.Database, "read")).Trim().ShouldBe("seen-by-both");
        (await store.Queries.GetAsync(1)).ShouldNotBeNull().Kind.ShouldBe("seen-by-both");
    }

    private static bool OnPath(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));

    private async Task<string> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _folder.Folder,
        };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, await error);
        return output;
    }
}
