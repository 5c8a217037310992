using System.CommandLine;

namespace Longhaul.Cli.Commands.Bulk;

/// <summary>What a command does to jobs, and its words.</summary>
internal sealed record JobAction
{
    /// <summary>The command's name.</summary>
    public required string Name { get; init; }

    /// <summary>What it does, for the help.</summary>
    public required string Description { get; init; }

    /// <summary>What the store is asked to do.</summary>
    public required BulkAction Action { get; init; }

    /// <summary>What has become of a job to which it was done, such as <c>cancelled</c>.</summary>
    public required Func<ParseResult, string> Done { get; init; }

    /// <summary>Options of this action alone.</summary>
    public IReadOnlyList<Option> Options { get; init; } = [];

    /// <summary>Adds what these options say.</summary>
    public Func<BulkRequest, ParseResult, BulkRequest> Complete { get; init; } = (request, _) => request;
}
