using Longhaul.Core.Jobs;

namespace Longhaul.Core.Tests.Rules;

public sealed class JobStatusTests
{
    private static readonly JobRecord Job = new()
    {
        Id = 1, RootId = 1, Kind = "k", Queue = "q", Priority = 5, Tenant = "", Input = "{}", State = JobState.Ready, CreatedAt = DateTimeOffset.UnixEpoch,
    };

    [Fact]
    public void The_outward_status_follows_from_state_and_counters()
    {
        JobStatus.Of(Job).ShouldBe("pending");
        JobStatus.Of(Job with { State = JobState.Scheduled }).ShouldBe("pending");
        JobStatus.Of(Job with { State = JobState.Scheduled, Failures = 1 }).ShouldBe("retry");
        JobStatus.Of(Job with { Crashes = 1 }).ShouldBe("retry");
        JobStatus.Of(Job with { Attempt = 1, Releases = 1 }).ShouldBe("pending", "it was held, not begun");
        JobStatus.Of(Job with { Attempt = 1, Releases = 1, StartedAt = DateTimeOffset.UnixEpoch }).ShouldBe("retry");
        JobStatus.Of(Job with { State = JobState.Scheduled, StartedAt = DateTimeOffset.UnixEpoch }).ShouldBe("retry");
        JobStatus.Of(Job with { State = JobState.Running }).ShouldBe("claimed");
        JobStatus.Of(Job with { State = JobState.Running, StartedAt = DateTimeOffset.UnixEpoch }).ShouldBe("processing");
        JobStatus.Of(Job with { State = JobState.Blocked, IsContainer = true }).ShouldBe("pending");
        JobStatus.Of(Job with { State = JobState.Blocked, IsContainer = true, StartedAt = DateTimeOffset.UnixEpoch }).ShouldBe("processing");
        JobStatus.Of(Job with { State = JobState.AwaitingReview }).ShouldBe("awaiting_review");
        JobStatus.Of(Job with { State = JobState.Completed, Decision = "yes" }).ShouldBe("approved");
        JobStatus.Of(Job with { State = JobState.Failed, Decision = "no", Error = new JobError("rejected", "rejected by ann") }).ShouldBe("rejected");
        JobStatus.Of(Job with { State = JobState.Failed, Decision = "?", Error = new JobError("expired", "nobody decided") }).ShouldBe("failed", "nobody rejected it");
    }

    [Theory]
    [InlineData(JobState.Completed, "completed")]
    [InlineData(JobState.Failed, "failed")]
    [InlineData(JobState.Cancelled, "cancelled")]
    [InlineData(JobState.Skipped, "skipped")]
    public void What_is_over_has_its_states_name(JobState state, string status)
    {
        JobStatus.Of(Job with { State = state }).ShouldBe(status);
        state.IsOver().ShouldBeTrue();
        state.Satisfies().ShouldBe(status is "completed" or "skipped");
    }

    [Fact]
    public void Every_state_is_found_by_its_name_and_nothing_else_is()
    {
        foreach (var state in JobStates.All)
        {
            JobStates.TryParse(state.Name(), out var found).ShouldBeTrue();
            found.ShouldBe(state);
        }

        JobStates.TryParse("Ready", out _).ShouldBeFalse();
        JobStates.TryParse(null, out _).ShouldBeFalse();
    }

    [Fact]
    public void A_long_error_is_cut()
    {
        Outcome.Failed("x", new string('y', 9_000)).Error!.Message.Length.ShouldBe(JobError.MaxMessageLength);
        Outcome.Failed("x", "short").Error!.Message.ShouldBe("short");
    }

    [Fact]
    public void A_token_is_safe_in_a_path() =>
        new AttemptToken(new Guid("00112233-4455-6677-8899-aabbccddeeff"), 12).ToString().ShouldBe("00112233445566778899aabbccddeeff-12");
}
