using Longhaul.Core.Jobs;
using Longhaul.Definitions.Reading;
using Longhaul.Definitions.Yaml;

namespace Longhaul.Definitions.Sections;

/// <summary>Values of a job that have rules of their own.</summary>
internal static class JobValues
{
    public static IReadOnlyList<YamlText>? Command(Setting key)
    {
        if (key.Node is YamlText { IsNull: false } line)
        {
            return key.Wrong<IReadOnlyList<YamlText>>(
                "a list of program and arguments such as [bash, build.sh]",
                $"; for a line with pipes and redirections use `shell: {YamlText.Shorten(line.Value)}`");
        }

        var items = key.Texts("[bash, build.sh]");
        if (items is [] or [{ Value: "" }, ..] && key.Node is YamlList)
        {
            return key.Wrong<IReadOnlyList<YamlText>>("a list that begins with a program, such as [bash, build.sh]");
        }

        if (items is [var program, ..] && program.Value.Contains("{{", StringComparison.Ordinal))
        {
            key.Problems.Add(program.Place, $"the program {program.What} must not have a template, so that no input can choose what is run");
        }

        return items;
    }

    public static YamlText? Shell(Setting key)
    {
        var line = key.Text();
        if (line is not null && line.Value.Contains("{{", StringComparison.Ordinal))
        {
            key.Problems.Add(line.Place,
                "`shell` takes no templates, so that no value can become a command; put the value into `env` and use it as \"$NAME\"");
        }

        return line;
    }

    public static YamlText? Folder(Setting key)
    {
        var folder = key.Text();
        return folder is not null && !RelativePath.StaysInside(folder.Value)
            ? key.Wrong<YamlText>("a folder inside the definition's own, without a leading `/`, `..` or templates")
            : folder;
    }

    public static Dictionary<string, YamlText> Environment(Setting key)
    {
        var variables = new Dictionary<string, YamlText>();
        foreach (var (name, value) in key.Named("a mapping of names to texts", Names.IsVariable, Names.VariableRule))
        {
            if (value is YamlText text && !text.Value.Contains('\0'))
            {
                variables[name.Value] = text.IsNull ? text with { Value = "", Plain = false } : text;
            }
            else
            {
                var found = value is YamlText ? "" : $", not {value.What}";
                key.Problems.Add(value.Place, $"`{name.Value}` must be text without NUL characters{found}");
            }
        }

        return variables;
    }

    public static Dictionary<int, ExitMeaning> ExitCodes(Setting key)
    {
        var codes = new Dictionary<int, ExitMeaning>();
        foreach (var (code, meaning) in key.Entries("a mapping such as { 3: skip, 4: retry }"))
        {
            var number = int.TryParse(PlainScalar.Number(code.Value), out var read) && read is >= 1 and <= 255 ? read : (int?)null;
            if (number is null)
            {
                key.Problems.Add(code.Place, $"{code.What} in `exit_codes` is no exit code that can be given a meaning; use 1 to 255");
            }

            var means = new Setting(code, meaning, key.Problems).Choice(
                ("complete", ExitMeaning.Complete), ("retry", ExitMeaning.Retry), ("fail", ExitMeaning.Fail), ("skip", ExitMeaning.Skip));
            if (number is { } known && means is { } word && !codes.TryAdd(known, word))
            {
                key.Problems.Add(code.Place, $"the exit code {known} stands twice");
            }
        }

        return codes;
    }

    public static IReadOnlyList<YamlText>? Artifacts(Setting key) =>
        key.Names("[\"*.mp4\"]", RelativePath.StaysInside, "a pattern of paths inside the output folder, without a leading `/`, `..` or templates");
}
