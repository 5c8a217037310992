using Longhaul.Core.Artifacts;
using Longhaul.Core.Jobs;
using Longhaul.Core.Pipelines;
using Longhaul.Processes;
using Longhaul.Worker.Execution.Instances;
using Longhaul.Worker.Execution.Scratch;
using Longhaul.Worker.Execution.Steps;

namespace Longhaul.Worker.Execution.Commands;

/// <summary>Runs the command of a kind as a child process.</summary>
internal sealed class CommandHandler(
    LiveInstance self, RunReader runs, IArtifactStore artifacts, ArtifactQuota quota, RunFolder runFolder, ChildSupervisor children, ScratchRemover remover,
    ExecutionOptions options, TimeProvider clock) : IJobHandler
{
    private readonly CommandEnvironment _environment = new(options.Environment);
    private readonly CommandPlan _plan = new(options.ProjectFolder, options.LimitedQueues);
    private readonly CommandPublisher _publisher = new(artifacts, quota);
    private readonly MemoryAllowance _memory = new(runs, options.MemoryBytes);

    /// <inheritdoc/>
    public async Task<Outcome> RunAsync(IJobContext context, CancellationToken stop)
    {
        var attempt = (AttemptContext)context;
        var command = context.Kind.Command!;
        var scratch = ScratchFolder.Of(options.DataFolder, self.Id, context.Attempt);
        try
        {
            self.Note(context.Attempt.Token.Instance);
            scratch.Make();
            NoRoom.RequireSome(scratch.Root, options.LogCaps.FreeBytes);
            await artifacts.RequireAsync(stop);
            var spec = await PrepareAsync(attempt, command, scratch, stop);
            attempt.AllowedBytes = await _memory.FindAsync(attempt, stop);
            var said = new CommandSaid();
            var startedAt = clock.GetTimestamp();
            var exit = await FollowAsync(spec, new CommandFollower(attempt, said, attempt.Mask, options), attempt);
            attempt.Resources = CommandEnd.Resources(exit);
            if (OutOfMemory.KilledByKernel(exit, startedAt, options.OomKills, options.MemoryBytes))
            {
                throw new JobFailedException(OutOfMemory.Failure(attempt, OutOfMemory.KernelText(exit)));
            }

            return await ConcludeAsync(attempt, command, scratch, CommandEnd.Judge(exit, context.Kind, said), said);
        }
        catch (Exception refused) when (refused is TemplateException or UnsafePathException)
        {
            throw Permanent(refused is TemplateException ? "template" : "path", refused.Message);
        }
        catch (IOException disk) when (FullDisk.IsCauseOf(disk))
        {
            return NoRoom.GivesBack(context.Job, disk, options.Random());
        }
        catch (ArtifactStoreException elsewhere) when (elsewhere.Trouble == ArtifactTrouble.Damaged)
        {
            throw Permanent("artifact", elsewhere.Message);
        }
        catch (ArtifactStoreException elsewhere)
        {
            return NoRoom.GivesBack(context.Job, elsewhere, options.Random(), "bucket");
        }
        catch (Exception disk) when (disk is IOException or UnauthorizedAccessException)
        {
            // The worker's own trouble: no reason to fail a job for good that allows one attempt.
            throw new JobFailedException(new JobFailure(new JobError("disk", disk.Message), FailureNature.Transient));
        }
        finally
        {
            scratch.RemoveSecrets();
            runFolder.Release(scratch);
            await remover.AddAsync(scratch);
        }
    }

    private async Task<ChildProcessSpec> PrepareAsync(AttemptContext context, CommandSpec command, ScratchFolder scratch, CancellationToken stop)
    {
        var values = context.Values ?? CommandValues.Of(context.Job, command.With, await ReadRunAsync(context, stop), options.TenantSettings);
        scratch.WriteInput(values.Input, context.HasPrivateInput || values.IsPrivate);
        if (context.Job.Checkpoint is { } checkpoint)
        {
            await File.WriteAllTextAsync(scratch.Checkpoint, checkpoint, stop);
        }

        await runFolder.MakeAsync(scratch, values.Steps, stop);
        var secrets = await context.GetSecretsAsync([.. command.Secrets.Union(command.SecretFiles ?? [])], stop);
        return _plan.Make(context, command, values, _environment.Make(context, command, values, scratch, secrets));
    }

    private Task<RunView> ReadRunAsync(AttemptContext context, CancellationToken stop) => runs.ReadAsync(context.Job, NamedOutputs.Of(context.Kind), stop);

    private async Task<ExitRecord> FollowAsync(ChildProcessSpec spec, CommandFollower follower, AttemptContext attempt)
    {
        var child = await StartAsync(spec, follower);
        try
        {
            return await new CommandWatch(child, attempt, options.Trees, clock).WatchAsync();
        }
        finally
        {
            follower.Finish();
        }
    }

    private async Task<ChildProcess> StartAsync(ChildProcessSpec spec, CommandFollower follower)
    {
        try
        {
            return await children.StartAsync(spec, follower.Hear);
        }
        catch (ChildStartException problem)
        {
            var nature = problem.Failure == StartFailure.Resources ? FailureNature.Transient : FailureNature.Permanent;
            throw new JobFailedException(new JobFailure(new JobError("start", problem.Message), nature));
        }
    }

    private async Task<Outcome> ConcludeAsync(
        AttemptContext context, CommandSpec command, ScratchFolder scratch, CommandVerdict verdict, CommandSaid said)
    {
        if (verdict.Failure is { } failure)
        {
            throw new JobFailedException(failure);
        }

        if (said.Outputs.TooLarge)
        {
            throw Permanent("output", $"It put out more than {options.MaxOutputBytes} bytes by ::output. Publish a file instead.");
        }

        return new Outcome
        {
            Kind = verdict.Skipped ? OutcomeKind.Skipped : OutcomeKind.Completed,
            Output = said.Outputs.ToJson(),
            Artifacts = await _publisher.PublishAsync(context, command, scratch, said.Artifacts),
        };
    }

    private static JobFailedException Permanent(string code, string message) => new(new JobFailure(new JobError(code, message), FailureNature.Permanent));
}
