using System.Text;
using System.Text.Json;
using Longhaul.Core.Jobs;
using Longhaul.Core.Pipelines;

namespace Longhaul.Worker.Execution.Commands;

/// <summary>
/// The values of the input as <c>INPUT_NAME</c>, and the tenant's settings as <c>TENANT_NAME</c>, for a shell line: it gets them here and nowhere else, since as text in the line they could
/// become commands. What cannot be a variable is left out with a note; all of it is in the file of <c>LONGHAUL_INPUT</c>.
/// </summary>
internal static class ShellInput
{
    // Linux starts no program with a longer variable, its name and end included; all of them and the arguments have 2 MiB.
    private const int MaxVariableBytes = 128 * 1024, MaxBytes = 1024 * 1024;

    public static void AddTo(Dictionary<string, string> variables, AttemptContext context, RunScope scope)
    {
        var room = MaxBytes;
        var settings = Members(scope.TenantSettings).Select(member => (Prefix: "TENANT_", From: "longhaul.yaml", Member: member));
        foreach (var (prefix, from, member) in settings.Concat(Members(scope.Input).Select(member => (Prefix: "INPUT_", From: "$LONGHAUL_INPUT", Member: member))))
        {
            var (name, value) = (prefix + NameOf(member.Name), TextOf(member.Value));
            var size = name.Length + Encoding.UTF8.GetByteCount(value) + 2;
            if (WhyNot(value, size, room) is { } reason)
            {
                context.Log(LogStream.System, $"note: {name} is not set, since its value {reason}; read it from the file {from}");
                continue;
            }

            variables[name] = value;
            room -= size;
        }
    }

    private static string? WhyNot(string value, int size, int room) => value switch
    {
        _ when value.Contains('\0') => "has a NUL character in it",
        _ when size > MaxVariableBytes => $"is longer than the {MaxVariableBytes:N0} bytes that a variable may have",
        _ when size > room => $"and those before it are longer than the {MaxBytes:N0} bytes that all may have",
        _ => null,
    };

    private static IEnumerable<JsonProperty> Members(JsonElement? value) =>
        value is { ValueKind: JsonValueKind.Object } known ? known.EnumerateObject() : Enumerable.Empty<JsonProperty>();

    private static string NameOf(string field) =>
        string.Concat(field.Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToUpperInvariant(c) : '_'));

    private static string TextOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Null => "",
        _ => value.GetRawText(),
    };
}
