using Longhaul.Core.Alerts;
using Longhaul.Core.Stores;
using Longhaul.Worker.Alerts;

namespace Longhaul.Worker.Tests;

/// <summary>What messages look like, in each format, to the letter.</summary>
public sealed class AlertBodyTests
{
    private static readonly AlertMessage Message = new()
    {
        Id = 7,
        Alert = "a",
        First = new Notice(AlertEvents.JobFailed, "mail", "exit 3: <@everyone> & `x`") { JobId = 12, Tenant = "acme", Queue = "slow", Attempt = 4 },
        LastJobId = 12,
        Count = 1,
        FirstAt = new DateTimeOffset(2026, 3, 14, 15, 9, 26, 535, TimeSpan.Zero),
        LastAt = new DateTimeOffset(2026, 3, 14, 15, 9, 26, 535, TimeSpan.Zero),
        BegunAt = new DateTimeOffset(2026, 3, 14, 15, 9, 27, TimeSpan.Zero),
        DueAt = new DateTimeOffset(2026, 3, 14, 15, 9, 28, TimeSpan.Zero),
        Tries = 2,
    };

    private static readonly AlertMessage Several = Message with { Count = 500, LastJobId = 511, LastAt = Message.LastAt.AddSeconds(40) };

    [Fact]
    public void Json_has_all_fields() => AlertBody.Of(AlertFormat.Json, Message, "shop").ShouldBe(
        """{"id":7,"event":"job_failed","title":"Job 12 (mail) failed","text":"exit 3: \u003C@everyone\u003E \u0026 \u0060x\u0060","project":"shop","subject":"mail","count":1,"job_id":12,"last_job_id":12,"tenant":"acme","queue":"slow","attempt":4,"first_at":"2026-03-14T15:09:26.535Z","last_at":"2026-03-14T15:09:26.535Z","try":2}""");

    [Fact]
    public void What_is_not_about_a_job_has_the_same_fields() =>
        AlertBody.Of(AlertFormat.Json, Message with { First = new Notice(AlertEvents.WorkerLost, "", "worker w1 died"), LastJobId = null }, "shop").ShouldBe(
            """{"id":7,"event":"worker_lost","title":"A worker was lost","text":"worker w1 died","project":"shop","subject":"","count":1,"job_id":null,"last_job_id":null,"tenant":null,"queue":null,"attempt":null,"first_at":"2026-03-14T15:09:26.535Z","last_at":"2026-03-14T15:09:26.535Z","try":2}""");

    [Fact]
    public void Discord_calls_nobody_and_quotes_the_text() => Plain(AlertFormat.Discord, Message).ShouldBe(
        """{"embeds":[{"title":"Job 12 (mail) failed","description":"```\nexit 3: <@everyone> & ˋxˋ\n```\nproject shop · tenant acme · queue slow · attempt 4 · 2026-03-14 15:09:26 UTC · longhaul jobs show 12","color":13706287,"timestamp":"2026-03-14T15:09:26.535Z"}],"allowed_mentions":{"parse":[]}}""");

    [Fact]
    public void Slack_gets_its_characters_escaped() => Plain(AlertFormat.Slack, Several).ShouldBe(
        """{"text":"500 jobs of kind mail failed","blocks":[{"type":"section","text":{"type":"mrkdwn","text":"*500 jobs of kind mail failed*\n```\nexit 3: &lt;@everyone&gt; &amp; ˋxˋ\n```\n"}},{"type":"context","elements":[{"type":"mrkdwn","text":"project shop · tenant acme · queue slow · attempt 4 · from 2026-03-14 15:09:26 UTC to 2026-03-14 15:10:06 UTC · first job 12, last job 511 · longhaul jobs show 12"}]}]}""");

    [Fact]
    public void A_question_that_is_asked_again_is_one_of_one_job()
    {
        var again = Several with { First = new Notice(AlertEvents.ReviewWaiting, "publish", "Publish it?") { JobId = 12 }, Count = 2, LastJobId = 12 };

        var text = new AlertText(again, "shop");

        text.Title.ShouldBe("Job 12 (publish) waits for a decision");
        text.Facts.ShouldBe(["project shop", "from 2026-03-14 15:09:26 UTC to 2026-03-14 15:10:06 UTC", "longhaul review show 12"]);
    }

    [Theory]
    [InlineData(AlertFormat.Discord)]
    [InlineData(AlertFormat.Slack)]
    [InlineData(AlertFormat.Json)]
    public void The_longest_message_is_within_what_is_taken(AlertFormat format)
    {
        var name = new string('&', 200);
        var longest = Message with { First = new Notice(AlertEvents.JobFailed, name, new string('<', 500)) { JobId = long.MaxValue, Tenant = name, Queue = name } };

        AlertBody.Of(format, longest, name).Length.ShouldBeLessThan(16_000);
        if (format != AlertFormat.Json)
        {
            using var read = System.Text.Json.JsonDocument.Parse(AlertBody.Of(format, longest, name));
            var text = format == AlertFormat.Discord
                ? read.RootElement.GetProperty("embeds")[0].GetProperty("description").GetString()
                : read.RootElement.GetProperty("blocks")[0].GetProperty("text").GetProperty("text").GetString();
            text!.Length.ShouldBeLessThan(format == AlertFormat.Discord ? 4096 : 3_000);
        }
    }

    [Theory]
    [InlineData(1, null, 5)]
    [InlineData(2, null, 15)]
    [InlineData(3, null, 45)]
    [InlineData(6, null, 900)]
    [InlineData(5000, null, 900)]
    [InlineData(1, 7, 7)]
    [InlineData(1, 0, 5)]
    [InlineData(1, -3, 5)]
    [InlineData(3, 7, 45)]
    [InlineData(9, -3, 900)]
    [InlineData(1, 90_000, 3600)]
    public void Tries_are_further_and_further_apart(int tries, int? asked, int seconds) =>
        AlertBackoff.After(tries, asked is { } wait ? TimeSpan.FromSeconds(wait) : null).ShouldBe(TimeSpan.FromSeconds(seconds));

    [Fact]
    public void A_signature_is_that_of_the_documented_recipe() => WebhookSender.Sign("secret", 1_700_000_000, """{"id":1}""").ShouldBe("t=1700000000,v1=3dd1b9aef568d75f6790a84bd2e5dfa1f44409eef3cbdbd3f10b837376100c11");

    /// <summary>With what the writer wrote as codes written out, to be read.</summary>
    private static string Plain(AlertFormat format, AlertMessage message) => System.Text.RegularExpressions.Regex.Replace(
        AlertBody.Of(format, message, "shop"), @"\\u(?<code>[0-9A-F]{4})", match => ((char)Convert.ToInt32(match.Groups["code"].Value, 16)).ToString(),
        System.Text.RegularExpressions.RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
}
