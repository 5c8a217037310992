using Longhaul.Core.Alerts;

namespace Longhaul.Definitions.Tests.Good;

public sealed class AlertFileTests
{
    [Fact]
    public void Every_key_of_an_alert_is_taken_over()
    {
        var alerts = Given.Project(
            """
            alerts:
              - { when: [job_failed, review_waiting], webhook: "${HOOK}", format: discord }
              - { when: [worker_lost], webhook: "http://localhost:8000/in?a=b", secret: "${SECRET}" }
              - { when: [budget_reached], webhook: "${OTHER:-}", format: slack }
            """,
            ("HOOK", "https://example.org/hidden"), ("SECRET", "s3cret")).Alerts;

        alerts.ShouldBe(
        [
            new AlertDefinition { When = AlertEvents.JobFailed | AlertEvents.ReviewWaiting, Webhook = new Uri("https://example.org/hidden"), Format = AlertFormat.Discord },
            new AlertDefinition { When = AlertEvents.WorkerLost, Webhook = new Uri("http://localhost:8000/in?a=b"), Format = AlertFormat.Json, Secret = "s3cret" },
            new AlertDefinition { When = AlertEvents.BudgetReached, Webhook = null, Format = AlertFormat.Slack },
        ]);
        alerts.Select(alert => alert.ToString()).ShouldBe(["discord https://example.org", "json http://localhost:8000", "slack (off)"]);
    }

    [Fact]
    public void The_same_address_twice_is_one_alert_that_wants_what_either_wants() => Given.Project(
        """
        alerts:
          - { when: [job_failed], webhook: "https://example.org/x" }
          - { when: [worker_lost], webhook: "https://example.org/x", format: json }
          - { when: [worker_lost], webhook: "https://example.org/y" }
        """).Alerts.Select(alert => alert.When).ShouldBe([AlertEvents.JobFailed | AlertEvents.WorkerLost, AlertEvents.WorkerLost]);

    [Fact]
    public void Every_word_can_be_written() => Given.Project(
        $"alerts: [{{ when: [{string.Join(", ", AlertWords.All.Select(word => word.Key))}], webhook: \"https://example.org\" }}]\n")
        .Alerts.ShouldHaveSingleItem().When.ShouldBe((AlertEvents)255);
}
