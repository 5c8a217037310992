using System.Text.Json;
using System.Text.Json.Serialization;

namespace Longhaul.Cli.Inputs;

/// <summary>The form of a line for <c>enqueue --jsonl</c>.</summary>
internal sealed record JobLineJson
{
    public string? Kind { get; init; }

    public JsonElement? Input { get; init; }

    public string? Queue { get; init; }

    public int? Priority { get; init; }

    public string? Tenant { get; init; }

    public string? Key { get; init; }

    public string? Unique { get; init; }

    public string? At { get; init; }

    public string? In { get; init; }

    /// <exception cref="UsageException">A value is missing or makes no sense.</exception>
    public JobRequest ToRequest() => At is not null && In is not null ? throw new UsageException("at and in are both given; give one of them") : new()
    {
        Name = Kind is { Length: > 0 } kind ? kind : throw new UsageException("kind is missing"),
        Input = Input switch
        {
            null or { ValueKind: JsonValueKind.Null } => "{}",
            { ValueKind: JsonValueKind.Object } value => value.GetRawText(),
            _ => throw new UsageException("input is no JSON object"),
        },
        Queue = Queue,
        Priority = Priority,
        Tenant = Tenant,
        Key = Key,
        Unique = Unique,
        At = InstantText.Read("at", At),
        In = DurationText.Read("in", In),
    };
}

/// <summary>Reads the lines without reflection; an unknown key is an error, so that a typing mistake is not lost.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false)]
[JsonSerializable(typeof(JobLineJson))]
internal sealed partial class LineJson : JsonSerializerContext;
