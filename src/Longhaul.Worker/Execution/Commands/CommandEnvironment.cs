using Longhaul.Core.Jobs;
using Longhaul.Core.Pipelines;
using Longhaul.Worker.Execution.Scratch;

namespace Longhaul.Worker.Execution.Commands;

/// <summary>A command's whole environment: a clean base, what the definition lists, its secrets, and what Longhaul tells it.</summary>
internal sealed class CommandEnvironment(Func<string, string?> worker)
{
    private const string DefaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// <summary>Makes it; what Longhaul tells goes over what the definition lists.</summary>
    /// <param name="context">The attempt.</param>
    /// <param name="command">Its command.</param>
    /// <param name="values">What templates refer to.</param>
    /// <param name="scratch">Its folder.</param>
    /// <param name="secrets">The values of its secrets, by name.</param>
    /// <exception cref="TemplateException">A value that the definition refers to is missing.</exception>
    /// <exception cref="JobFailedException">A secret cannot be a variable.</exception>
    /// <exception cref="IOException">The disk said no.</exception>
    public IReadOnlyDictionary<string, string> Make(
        AttemptContext context, CommandSpec command, CommandValues values, ScratchFolder scratch, IReadOnlyDictionary<string, string> secrets)
    {
        var variables = Base(scratch);
        if (command.Shell is not null)
        {
            ShellInput.AddTo(variables, context, values.Scope);
        }

        foreach (var (name, template) in command.Environment)
        {
            variables[name] = Template.Parse(template).Render(values.Scope);
        }

        foreach (var name in command.Secrets)
        {
            variables[name] = secrets[name].Contains('\0') ? throw NoVariable(name) : secrets[name];
        }

        foreach (var name in command.SecretFiles ?? [])
        {
            variables[name + "_FILE"] = scratch.WriteSecret(name, secrets[name]);
        }

        AddJob(variables, context, scratch);
        return variables;
    }

    private Dictionary<string, string> Base(ScratchFolder scratch)
    {
        var variables = new Dictionary<string, string>
        {
            ["PATH"] = worker("PATH") ?? DefaultPath,
            ["HOME"] = worker("HOME") ?? scratch.Root,
            ["LANG"] = worker("LANG") ?? "C.UTF-8",
            ["TMPDIR"] = scratch.Temporary,
        };
        if (worker("TZ") is { } zone)
        {
            variables["TZ"] = zone;
        }

        return variables;
    }

    private static void AddJob(Dictionary<string, string> variables, AttemptContext context, ScratchFolder scratch)
    {
        var job = context.Job;
        variables["LONGHAUL_JOB_ID"] = $"{job.Id}";
        variables["LONGHAUL_ATTEMPT"] = $"{job.Attempt}";
        variables["LONGHAUL_RUN_ID"] = $"{job.RootId}";
        variables["LONGHAUL_TENANT"] = job.Tenant;
        variables["LONGHAUL_QUEUE"] = job.Queue;
        variables["LONGHAUL_KIND"] = job.Kind;
        variables["LONGHAUL_WORK"] = scratch.Root;
        variables["LONGHAUL_OUTPUT"] = scratch.Output;
        variables["LONGHAUL_INPUT"] = scratch.Input;
        if (job.Step is { } step)
        {
            variables["LONGHAUL_STEP"] = step;
        }

        if (job.RootId != job.Id)
        {
            variables["LONGHAUL_RUN_DIR"] = scratch.Run;
        }

        if (job.Checkpoint is not null)
        {
            variables["LONGHAUL_CHECKPOINT"] = scratch.Checkpoint;
        }
    }

    private static JobFailedException NoVariable(string name) => new(new JobFailure(
        new JobError("secret", $"The secret '{name}' has a NUL character in it and cannot be a variable; give it as a file: {{ name: {name}, as: file }}."),
        FailureNature.Permanent));
}
