using System.Text.Json;
using System.Text.Json.Serialization;

namespace Longhaul.Core.Artifacts;

/// <summary>One published file.</summary>
/// <param name="Path">Relative to the attempt's folder, names separated by <c>/</c>.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Sha256">64 lower-case hexadecimal digits.</param>
/// <param name="Type">The content type by the name's ending.</param>
public sealed record ArtifactFile(string Path, long Size, string Sha256, string Type);

/// <summary>The files of one attempt; an outcome carries it as JSON: <c>{"files":[{"path","size","sha256","type"}]}</c>.</summary>
/// <param name="Files">In the order of their paths.</param>
public sealed record ArtifactManifest(IReadOnlyList<ArtifactFile> Files)
{
    /// <summary>As JSON text.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ArtifactJson.Default.ArtifactManifest);

    /// <summary>Reads what <see cref="ToJson"/> wrote; a manifest without files where there is nothing to read.</summary>
    /// <exception cref="FormatException">The text is no manifest.</exception>
    public static ArtifactManifest Parse(string? json)
    {
        try
        {
            return (json is null ? null : JsonSerializer.Deserialize(json, ArtifactJson.Default.ArtifactManifest)) ?? new([]);
        }
        catch (JsonException problem)
        {
            throw new FormatException("The artifact manifest of the job cannot be read: " + problem.Message, problem);
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ArtifactManifest))]
internal sealed partial class ArtifactJson : JsonSerializerContext;
