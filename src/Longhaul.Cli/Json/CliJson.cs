using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Longhaul.Cli.Json;

/// <summary>Everything that the command line reads and writes as JSON, without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(JobJson))]
[JsonSerializable(typeof(JobDetailJson))]
[JsonSerializable(typeof(WorkerJson))]
[JsonSerializable(typeof(QueueJson))]
[JsonSerializable(typeof(ScheduleItemJson))]
[JsonSerializable(typeof(TenantJson))]
[JsonSerializable(typeof(ReviewJson))]
[JsonSerializable(typeof(SecretJson))]
[JsonSerializable(typeof(ExplanationJson))]
[JsonSerializable(typeof(PauseJson))]
[JsonSerializable(typeof(AuditJson))]
[JsonSerializable(typeof(AuditVerdictJson))]
[JsonSerializable(typeof(CostSumJson))]
[JsonSerializable(typeof(AlertJson))]
[JsonSerializable(typeof(LogJson))]
[JsonSerializable(typeof(FindingJson))]
[JsonSerializable(typeof(StoreFactJson))]
[JsonSerializable(typeof(BenchJson))]
[JsonSerializable(typeof(string))]
internal sealed partial class CliJson : JsonSerializerContext;

/// <summary>Writes JSON to a terminal.</summary>
internal static class JsonOutput
{
    /// <summary>With text beyond ASCII written as it is, since the output is no web page.</summary>
    public static CliJson Types { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    /// <summary>A list with one item a line.</summary>
    public static void WriteList<T>(TextWriter output, IEnumerable<T> items, JsonTypeInfo<T> type)
    {
        var before = "[\n";
        foreach (var item in items)
        {
            output.Write(before);
            output.Write(JsonSerializer.Serialize(item, type));
            before = ",\n";
        }

        output.WriteLine(before[0] == '[' ? "[]" : "\n]");
        output.Flush();
    }

    /// <summary>One value on one line.</summary>
    public static void WriteOne<T>(TextWriter output, T item, JsonTypeInfo<T> type)
    {
        output.WriteLine(JsonSerializer.Serialize(item, type));
        output.Flush();
    }
}
