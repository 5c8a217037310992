using System.CommandLine;
using System.CommandLine.Help;
using Longhaul.Cli.Bench.Workers;
using Longhaul.Cli.Commands.Reviews;

namespace Longhaul.Cli.Commands;

/// <summary>The tree of commands, and how one of them is run.</summary>
internal static class CommandLine
{
    // A note or a name may begin with @; it names no file to read arguments from.
    private static readonly ParserConfiguration AsWritten = new() { ResponseFileTokenReplacer = null };

    /// <summary>The root with every command under it.</summary>
    public static RootCommand Create(CommandShell shell)
    {
        var root = CreateTree(shell);
        var help = root.Options.OfType<HelpOption>().Single();
        help.Aliases.Remove("/?"); // of another system, and offered by completion here
        help.Aliases.Remove("/h");
        return root;
    }

    /// <summary>Runs a command line and answers with its exit code; whatever goes wrong is told on the error output.</summary>
    public static async Task<int> RunAsync(CommandShell shell, IReadOnlyList<string> arguments)
    {
        var terminal = shell.Terminal;
        try
        {
            var parsed = Create(shell).Parse(arguments, AsWritten);
            if (parsed.Errors.Count > 0)
            {
                return UsageErrors.Write(parsed, terminal);
            }

            var code = await parsed.InvokeAsync(new InvocationConfiguration
            {
                Output = terminal.Out,
                Error = terminal.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            });
            await terminal.Out.FlushAsync();
            return code;
        }
        catch (Exception e)
        {
            FlushQuietly(terminal);
            return ErrorReport.Write(e, terminal, WantsStack(shell));
        }
    }

    private static RootCommand CreateTree(CommandShell shell) => new("Durable background jobs: a folder with a longhaul.yaml becomes a worker.")
    {
        shell.Folder,
        shell.File,
        shell.Store,
        UpCommand.Create(shell),
        WorkCommand.Create(shell),
        RunCommand.Create(shell),
        EnqueueCommand.Create(shell),
        JobsCommand.Create(shell),
        RunsCommand.Create(shell),
        ReviewCommand.Create(shell),
        QueuesCommand.Create(shell),
        SchedulesCommand.Create(shell),
        TenantsCommand.Create(shell),
        SecretsCommand.Create(shell),
        WorkersCommand.Create(shell),
        CostsCommand.Create(shell),
        AuditCommand.Create(shell),
        AlertsCommand.Create(shell),
        StoreCommand.Create(shell),
        BenchCommand.Create(shell),
        BenchWorkerCommand.Create(shell),
        DoctorCommand.Create(shell),
        HealthCommand.Create(shell),
        InitCommand.Create(shell),
        MigrateCommand.Create(shell),
        CompletionCommand.Create(shell),
        VersionCommand.Create(shell),
    };

    private static bool WantsStack(CommandShell shell) => new SettingReader(shell.Environment).Read(SettingTable.Debug, false);

    private static void FlushQuietly(Terminal terminal)
    {
        try
        {
            terminal.Out.Flush();
        }
        catch (IOException)
        {
            // Nobody reads any more, or it takes no more; the error line below may still be read.
        }
    }
}
