using Longhaul.Core.Artifacts;
using Longhaul.Core.Secrets;

namespace Longhaul.Cli.Errors;

/// <summary>Turns what was thrown into lines for a person and an exit code.</summary>
internal static class ErrorReport
{
    public static int Write(Exception error, Terminal terminal, bool withStack)
    {
        var (code, lines) = Explain(error);
        if (withStack && error is not OutputClosedException)
        {
            terminal.Error.WriteLine(error.ToString());
        }

        foreach (var line in lines)
        {
            terminal.Error.WriteLine($"longhaul: {TerminalText.Neutralise(line.ReplaceLineEndings(" "))}");
        }

        return code;
    }

    private static (int Code, IReadOnlyList<string> Lines) Explain(Exception error) => error switch
    {
        OutputClosedException => (ExitCode.Done, []),
        ConfigurationException { Problems: var problems } => (ExitCode.BadConfiguration, problems),
        UsageException => (ExitCode.Usage, [error.Message]),
        NotFoundException or OutputFailedException => (ExitCode.Failed, [error.Message]),
        RefusedException => (ExitCode.Usage, [error.Message]),
        MissingKeyException => (ExitCode.BadConfiguration, [error.Message]),
        StoreUnusableException => (ExitCode.BadConfiguration, [error.Message]),
        StoreUnavailableException => (ExitCode.StoreUnreachable, [error.Message]),
        ArtifactStoreException { Trouble: ArtifactTrouble.Away } => (ExitCode.StoreUnreachable, [error.Message]),
        ArtifactStoreException { Trouble: ArtifactTrouble.Refused } => (ExitCode.BadConfiguration, [error.Message]),
        ArtifactStoreException => (ExitCode.Failed, [error.Message]),
        AggregateException { InnerException: { } inner } => Explain(inner),
        PartlyEnqueuedException { InnerException: { } inner } => Explain(inner),
        _ => (ExitCode.Failed, [$"unexpected error: {error.Message} (LONGHAUL_DEBUG=1 shows where)"]),
    };
}

/// <summary>The command line asks for something that makes no sense; says what would.</summary>
internal sealed class UsageException(string message) : Exception(message);

/// <summary>What was named is not there.</summary>
internal sealed class NotFoundException(string message) : Exception(message);
