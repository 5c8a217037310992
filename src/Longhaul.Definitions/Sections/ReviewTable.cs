using Longhaul.Core.Reviews;
using Longhaul.Definitions.Reading;
using Longhaul.Definitions.Yaml;

namespace Longhaul.Definitions.Sections;

/// <summary>The keys of a step's <c>review</c>.</summary>
internal sealed class ReviewKeys : Keys
{
    public YamlText? Title { get; set; }

    public IReadOnlyList<YamlText> Show { get; set; } = [];

    public YamlText? OnReject { get; set; }

    public TimeSpan? Expires { get; set; }

    public OnExpiry OnExpiry { get; set; }

    public TimeSpan? Escalate { get; set; }

    public int Approvers { get; set; } = 1;
}

/// <summary>Reads a step's <c>review</c>.</summary>
internal static class ReviewTable
{
    public static Table<ReviewKeys> Table { get; } = new("`review`",
    [
        new("title", (review, key) => review.Title = key.Text()),
        new("show", (review, key) => review.Show = key.Names("[final.mp4]", name => name.Length > 0, "it is empty") ?? []),
        new("on_reject", (review, key) => review.OnReject = key.Text()),
        new("expires", (review, key) => review.Expires = key.Duration()),
        new("on_expire", (review, key) => review.OnExpiry = key.Choice(("fail", OnExpiry.Fail), ("approve", OnExpiry.Approve)) ?? default),
        new("escalate", (review, key) => review.Escalate = key.Duration()),
        new("approvers", (review, key) => review.Approvers = key.Whole(1, 2) ?? 1),
    ]);

    public static ReviewKeys? Read(Setting key)
    {
        var example = "{ title: \"Publish {{ input.topic }}?\", show: [final.mp4] }";
        return key.Node is YamlMap { Entries.Count: > 0 }
            ? Table.Read(key.Key, key.Node, key.Problems)
            : key.Wrong<ReviewKeys>($"a mapping such as {example}");
    }
}
