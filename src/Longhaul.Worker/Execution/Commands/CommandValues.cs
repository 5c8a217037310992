using System.Text.Json;
using Longhaul.Core.Jobs;
using Longhaul.Core.Pipelines;

namespace Longhaul.Worker.Execution.Commands;

/// <summary>What a command is told: its input, the values that templates refer to, and the run it belongs to.</summary>
/// <param name="Input">The command's own input as JSON text: <c>with</c> filled in, else the run's, else the job's.</param>
/// <param name="Scope">The values for its templates; <c>input</c> in them is its own input.</param>
/// <param name="Tree">The run and its steps; empty for a job outside a run.</param>
internal sealed record CommandValues(string Input, RunScope Scope, IReadOnlyList<JobRecord> Tree)
{
    /// <summary>From a job, its kind and the records of its run.</summary>
    /// <exception cref="TemplateException">A value that <c>with</c> refers to is missing.</exception>
    public static CommandValues Of(
        JobRecord job, CommandSpec command, IReadOnlyList<JobRecord> tree, IReadOnlyDictionary<string, string> tenantSettings)
    {
        var root = tree.FirstOrDefault(member => member.Id == job.RootId) ?? job;
        var scope = new RunScope
        {
            Input = JsonElement.Parse(root.Input),
            Outputs = OutputsOf(tree),
            RunId = job.RootId,
            JobId = job.Id,
            Attempt = job.Attempt,
            Tenant = job.Tenant,
            TenantSettings = SettingsOf(root) is { } settings || tenantSettings.TryGetValue(job.Tenant, out settings) ? JsonElement.Parse(settings) : null,
        };
        if (command.With is not { } with)
        {
            return new CommandValues(root.Input, scope, tree);
        }

        var input = JsonTemplate.Render(with, scope);
        return new CommandValues(input, scope with { Input = JsonElement.Parse(input) }, tree);
    }

    // A run goes on with what it was started with; a job that belongs to none has what the worker's file says now.
    private static string? SettingsOf(JobRecord root)
    {
        try
        {
            return root is { IsContainer: true, Definition: { } graph } ? RunGraph.FromJson(graph).TenantSettings : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static Dictionary<string, JsonElement> OutputsOf(IReadOnlyList<JobRecord> tree)
    {
        var outputs = new Dictionary<string, JsonElement>();
        foreach (var member in tree.Where(member => member.Step is not null && member.Output is not null))
        {
            outputs[member.Step!] = JsonElement.Parse(member.Output!);
        }

        return outputs;
    }
}
