using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Longhaul.Core.Jobs;
using Longhaul.Core.Pipelines;
using Longhaul.Core.Secrets;
using Longhaul.Core.Stores;

namespace Longhaul.Core.Schedules;

/// <summary>Makes the jobs of a schedule's run.</summary>
/// <param name="project">Where what it runs is defined.</param>
/// <param name="keys">What encrypts inputs of kinds that say so; null where there is no key.</param>
public sealed class ScheduleExpansion(ProjectDefinition project, KeyRing? keys = null)
{
    private readonly JobClientExpansion _requests = new(project, keys);

    /// <summary>The jobs for a due time: a single one, or a run with its steps, the run first.</summary>
    /// <exception cref="MissingKeyException">The input is to be encrypted, and there is no key.</exception>
    /// <exception cref="RefusedException">What it runs is not defined, or would not take the input; says why.</exception>
    public IReadOnlyList<NewJob> Expand(ScheduleDefinition schedule, DateTimeOffset due)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        return Request(schedule, due, DelayOf(schedule, due));
    }

    /// <summary>The jobs for a run outside the timetable, which begins at once.</summary>
    /// <exception cref="RefusedException">As above.</exception>
    public IReadOnlyList<NewJob> ExpandNow(ScheduleDefinition schedule, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        return Request(schedule, DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds()), null);
    }

    /// <summary>How long after a due time its run begins: drawn from the schedule's name and the due time, so that whoever draws gets the same.</summary>
    public static TimeSpan? DelayOf(ScheduleDefinition schedule, DateTimeOffset due)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        if (schedule.Jitter <= TimeSpan.Zero)
        {
            return null;
        }

        var drawn = SHA256.HashData(Encoding.UTF8.GetBytes($"{schedule.Name} {due.ToUnixTimeMilliseconds()}"));
        return schedule.Jitter * (BinaryPrimitives.ReadUInt32LittleEndian(drawn) / (double)uint.MaxValue);
    }

    private IReadOnlyList<NewJob> Request(ScheduleDefinition schedule, DateTimeOffset due, TimeSpan? delay) => _requests.Expand(
        new JobRequest
        {
            Name = schedule.Run,
            Input = Input(schedule, due),
            Queue = schedule.Queue,
            Priority = schedule.Priority,
            Tenant = schedule.Tenant,
            In = delay,
        },
        null);

    private static string Input(ScheduleDefinition schedule, DateTimeOffset due)
    {
        InputText.Check(schedule.Input);
        try
        {
            return JsonTemplate.Render(schedule.Input, new ScheduleScope(schedule.Name, TimeZoneInfo.ConvertTime(due, TimeZones.Find(schedule.TimeZone))));
        }
        catch (Exception error) when (error is TemplateException or FormatException)
        {
            throw new RefusedException(error.Message);
        }
    }
}
