using System.Buffers;
using System.Text;
using System.Text.Json;
using Longhaul.Core.Jobs;

namespace Longhaul.Core.Stores.Rules;

/// <summary>Short lists inside a row, as JSON arrays of arrays; most jobs have none and cost nothing.</summary>
internal static class JobLists
{
    public static IReadOnlyList<SlotKey> ReadSlots(string? json) => Read(
        json, item => new SlotKey(
            item[0].GetString()!, item[1].GetInt32(), item.GetArrayLength() > 2 ? (AtLimit)item[2].GetInt32() : AtLimit.Wait,
            item.GetArrayLength() > 3 ? TimeSpan.FromMilliseconds(item[3].GetInt64()) : default));

    public static IReadOnlyList<UniqueKey> ReadKeys(string? json) => Read(
        json, item => new UniqueKey(
            item[0].GetString()!, (UniqueScope)item[1].GetInt32(), TimeSpan.FromTicks(item[2].GetInt64()),
            item.GetArrayLength() > 3 ? (UniqueConflict)item[3].GetInt32() : UniqueConflict.Skip));

    public static string? Write(IReadOnlyList<SlotKey> slots) => Write(slots, static (json, slot) =>
    {
        json.WriteStringValue(slot.Key);
        json.WriteNumberValue(slot.Limit);
        if (slot.AtLimit != AtLimit.Wait || slot.IsRate)
        {
            json.WriteNumberValue((int)slot.AtLimit);
        }

        if (slot.IsRate)
        {
            json.WriteNumberValue((long)slot.Window.TotalMilliseconds);
        }
    });

    public static string? Write(IReadOnlyList<UniqueKey> keys) => Write(keys, static (json, key) =>
    {
        json.WriteStringValue(key.Key);
        json.WriteNumberValue((int)key.Scope);
        json.WriteNumberValue(key.Period.Ticks);
        if (key.OnConflict != UniqueConflict.Skip)
        {
            json.WriteNumberValue((int)key.OnConflict);
        }
    });

    /// <summary>A JSON array of texts, for <c>json_each</c>.</summary>
    public static string WriteTexts(IEnumerable<string> texts) => WriteArray(json =>
    {
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }
    });

    /// <summary>A JSON array of numbers, for <c>json_each</c>.</summary>
    public static string WriteNumbers(IEnumerable<long> numbers) => WriteArray(json =>
    {
        foreach (var number in numbers)
        {
            json.WriteNumberValue(number);
        }
    });

    private static IReadOnlyList<T> Read<T>(string? json, Func<JsonElement, T> read)
    {
        if (json is null)
        {
            return [];
        }

        using var document = JsonDocument.Parse(json);
        return [.. document.RootElement.EnumerateArray().Select(read)];
    }

    private static string? Write<T>(IReadOnlyList<T> items, Action<Utf8JsonWriter, T> write) => items.Count == 0 ? null : WriteArray(json =>
    {
        foreach (var item in items)
        {
            json.WriteStartArray();
            write(json, item);
            json.WriteEndArray();
        }
    });

    /// <summary>A JSON array of whatever is written into it.</summary>
    public static string WriteArray(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            write(json);
            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
