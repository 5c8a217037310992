using System.Text.Json;
using Longhaul.Core.Jobs;

namespace Longhaul.Core.Pipelines;

/// <summary>Kinds as JSON text: what a step carries, so that a run goes on as it was started when its file changes.</summary>
public static class KindJson
{
    /// <summary>Writes a kind.</summary>
    public static string Write(JobKind kind) => JsonSerializer.Serialize(kind, PipelineJson.Default.JobKind);

    /// <summary>Reads what <see cref="Write"/> wrote; members that were not known then have their defaults.</summary>
    /// <exception cref="JsonException">It is something else.</exception>
    public static JobKind Read(string json) =>
        JsonSerializer.Deserialize(KindDefaults.FillIn(json), PipelineJson.Default.JobKind) ?? throw new JsonException("the kind is null");

    /// <summary>The first 16 hexadecimal digits of the SHA-256 of the kind's JSON with all names sorted: equal definitions have equal hashes.</summary>
    public static string Hash(JobKind kind) => DefinitionHash.Of(Write(kind));
}
