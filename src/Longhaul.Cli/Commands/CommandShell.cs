using System.Collections;
using System.CommandLine;
using System.Diagnostics.CodeAnalysis;

namespace Longhaul.Cli.Commands;

/// <summary>What every command stands in: the terminal, the variables, the folder, and the options that all commands share.</summary>
internal sealed class CommandShell
{
    /// <summary>Where output goes.</summary>
    public required Terminal Terminal { get; init; }

    /// <summary>The process's variables.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>The folder the command was called in.</summary>
    /// <exception cref="ConfigurationException">Somebody has removed it.</exception>
    [AllowNull]
    public required string CurrentFolder
    {
        get => field ?? throw new ConfigurationException(
            "the current folder is gone; go to one that is there (cd .. or cd \"$PWD\"), or name one by its full path with -C /path");
        init;
    }

    /// <summary>Standard input.</summary>
    public TextReader Input { get; init; } = TextReader.Null;

    /// <summary>For waits.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    public Option<string> Folder { get; } = new("-C") { HelpName = "DIR", Description = "Act as if called in DIR", Recursive = true };

    public Option<string> File { get; } = new("--file") { HelpName = "FILE", Description = "The longhaul.yaml to use", Recursive = true };

    public Option<string> Store { get; } = new("--store") { HelpName = "ADDRESS", Description = "The store to use, such as sqlite:data/longhaul.db", Recursive = true };

    /// <summary>Whose process this is, as the system knows it.</summary>
    public string SystemUser { get; init; } = System.Environment.UserName;

    /// <summary>Who acts, for the audit log. Anybody may set USER, so where it says otherwise than the system, both are told.</summary>
    public string Actor => Environment.GetValueOrDefault("USER") is { Length: > 0 } user && user != SystemUser ? $"{user} ({SystemUser})" : SystemUser;

    /// <summary>Reads settings for a command line.</summary>
    public SettingReader Settings(ParseResult parsed, params IReadOnlyList<(Setting Setting, Option<string> Option)> more)
    {
        var flags = new Dictionary<string, string>();
        foreach (var (setting, option) in more.Concat([(SettingTable.File, File), (SettingTable.Store, Store)]))
        {
            if (parsed.GetValue(option) is { } text)
            {
                flags[setting.Flag!] = text;
            }
        }

        return new SettingReader(Environment, flags);
    }

    /// <summary>Where the project is for a command line.</summary>
    public ProjectPlace Place(ParseResult parsed, SettingReader settings)
    {
        var named = parsed.GetValue(Folder);
        return ProjectPlace.Find(settings, FullPath(named ?? "."), named is not null);
    }

    /// <summary>The full path of what was named where the command was called.</summary>
    /// <exception cref="ConfigurationException">That is no full path, and somebody has removed the current folder.</exception>
    public string FullPath(string path) => Path.IsPathFullyQualified(path) ? Path.GetFullPath(path) : Path.GetFullPath(path, CurrentFolder);

    /// <summary>The variables of this process.</summary>
    public static Dictionary<string, string> ReadEnvironment() =>
        System.Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(pair => (string)pair.Key, pair => (string?)pair.Value ?? "");
}
