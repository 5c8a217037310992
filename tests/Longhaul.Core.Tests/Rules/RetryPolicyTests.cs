using Longhaul.Core.Jobs;

namespace Longhaul.Core.Tests.Rules;

public sealed class RetryPolicyTests
{
    private static readonly RetryPolicy Policy =
        new() { Attempts = 3, Base = TimeSpan.FromSeconds(2), Factor = 3, Max = TimeSpan.FromSeconds(40) };

    [Theory]
    [InlineData(BackoffShape.Exponential, 1, 2)]
    [InlineData(BackoffShape.Exponential, 2, 6)]
    [InlineData(BackoffShape.Exponential, 3, 18)]
    [InlineData(BackoffShape.Exponential, 4, 40)]
    [InlineData(BackoffShape.Exponential, 400, 40)]
    [InlineData(BackoffShape.Linear, 3, 6)]
    [InlineData(BackoffShape.Linear, 100, 40)]
    [InlineData(BackoffShape.Constant, 9, 2)]
    public void The_wait_grows_as_its_shape_says_up_to_the_cap(BackoffShape shape, int failures, int seconds) =>
        (Policy with { Shape = shape }).DelayAfter(failures, 0.5).ShouldBe(TimeSpan.FromSeconds(seconds));

    [Fact]
    public void Jitter_spreads_by_a_tenth_to_either_side()
    {
        Policy.DelayAfter(1, 0).ShouldBe(TimeSpan.FromSeconds(1.8));
        Policy.DelayAfter(1, 1).ShouldBe(TimeSpan.FromSeconds(2.2));
    }

    [Fact]
    public void An_ordinary_failure_has_the_attempts_of_the_policy_and_a_transient_one_at_least_five()
    {
        Policy.Allows(2, transient: false).ShouldBeTrue();
        Policy.Allows(3, transient: false).ShouldBeFalse();
        Policy.Allows(4, transient: true).ShouldBeTrue();
        Policy.Allows(5, transient: true).ShouldBeFalse();
        (Policy with { Attempts = 9 }).Allows(8, transient: true).ShouldBeTrue();
    }

    [Fact]
    public void Commands_are_tried_once_and_handlers_five_times()
    {
        RetryPolicy.ForCommands.Allows(1, transient: false).ShouldBeFalse();
        RetryPolicy.ForHandlers.Allows(4, transient: false).ShouldBeTrue();
        RetryPolicy.ForHandlers.Allows(5, transient: false).ShouldBeFalse();
    }

    [Fact]
    public void A_failure_becomes_a_retry_or_the_end_by_its_nature()
    {
        var error = new JobError("exit_code", "exit code 3");
        new JobFailure(error).Decide(Policy, 0, 0.5).ShouldBe(Outcome.Retry("exit_code", "exit code 3", TimeSpan.FromSeconds(2)));
        new JobFailure(error).Decide(Policy, 2, 0.5).Kind.ShouldBe(OutcomeKind.Failed);
        new JobFailure(error, FailureNature.Permanent).Decide(Policy, 0, 0.5).Kind.ShouldBe(OutcomeKind.Failed);
        new JobFailure(error, FailureNature.Transient).Decide(Policy, 3, 0.5).Delay.ShouldBe(TimeSpan.FromSeconds(40));
        new JobFailure(error, Delay: TimeSpan.FromSeconds(7)).Decide(Policy, 1, 0.5).Delay.ShouldBe(TimeSpan.FromSeconds(7));
    }

    [Theory]
    [InlineData("getaddrinfo EAI_AGAIN example", "EAI_AGAIN")]
    [InlineData("curl: (56) connection RESET by peer", "Connection reset by peer")]
    [InlineData("ERROR: HTTP Error 503: Service Unavailable", "HTTP Error 503")]
    [InlineData("HTTP 404", null)]
    [InlineData("", null)]
    public void What_may_pass_by_itself_is_known_by_its_words(string text, string? found) => TransientErrors.FindIn(text).ShouldBe(found);

    [Fact]
    public void A_kind_may_bring_its_own_words()
    {
        TransientErrors.FindIn("quota exceeded", ["Quota"]).ShouldBe("Quota");
        TransientErrors.FindIn("ECONNRESET", ["quota"]).ShouldBeNull();
    }
}
