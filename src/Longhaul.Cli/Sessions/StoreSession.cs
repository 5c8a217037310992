using System.CommandLine;
using Longhaul.Cli.Commands;
using Longhaul.Core.Pipelines;
using Longhaul.Core.Secrets;

namespace Longhaul.Cli.Sessions;

/// <summary>An open store, and the project where the command needs one.</summary>
internal sealed class StoreSession : IAsyncDisposable
{
    private StoreSession(CommandShell shell, IJobStore store, ProjectDefinition project, KeyRing? keys) =>
        (Shell, Store, Project, Keys, Client) = (shell, store, project, keys, new JobClient(store, project, keys: keys));

    public CommandShell Shell { get; }

    public Terminal Terminal => Shell.Terminal;

    public IJobStore Store { get; }

    public ProjectDefinition Project { get; }

    /// <summary>What encrypts and decrypts; null where there is no key, or the command needs none.</summary>
    public KeyRing? Keys { get; }

    public IJobClient Client { get; }

    /// <summary>Opens the store of a plan; it is created or migrated unless <c>LONGHAUL_MIGRATE</c> forbids it.</summary>
    public static async Task<StoreSession> OpenAsync(CommandShell shell, SessionPlan plan, CancellationToken cancel)
    {
        var store = StoreOpening.Open(plan.Store);
        try
        {
            await StoreOpening.PrepareAsync(store, plan.Migrate, cancel);
            return new StoreSession(shell, store, plan.Project, plan.Keys);
        }
        catch
        {
            await StoreOpening.CloseAsync(store, shell.Clock);
            throw;
        }
    }

    /// <summary>Opens the store, does something with it, and closes it again.</summary>
    /// <param name="shell">Where the command stands.</param>
    /// <param name="parsed">The command line.</param>
    /// <param name="use">What to do; answers with the exit code.</param>
    /// <param name="cancel">Gives up.</param>
    /// <param name="withProject">True: longhaul.yaml must be there and right.</param>
    public static async Task<int> UseAsync(
        CommandShell shell, ParseResult parsed, Func<StoreSession, Task<int>> use, CancellationToken cancel, bool withProject = false)
    {
        var plan = SessionPlan.Make(shell, shell.Settings(parsed), parsed, withProject);
        await using var session = await OpenAsync(shell, plan, cancel);
        return await use(session);
    }

    public ValueTask DisposeAsync() => StoreOpening.CloseAsync(Store, Shell.Clock);
}
