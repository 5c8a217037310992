namespace Longhaul.Cli.Configuration;

/// <summary>A text that was given for a setting, and by what.</summary>
/// <param name="Source">The variable or the option.</param>
/// <param name="Text">What it says, without the space around it.</param>
internal readonly record struct Given(string Source, string Text);

/// <summary>Reads settings from options and variables, and gathers all that is wrong with them.</summary>
internal sealed class SettingReader
{
    private readonly IReadOnlyDictionary<string, string> _environment;
    private readonly IReadOnlyDictionary<string, string> _flags;
    private readonly List<string> _problems = [];

    public SettingReader(IReadOnlyDictionary<string, string> environment, IReadOnlyDictionary<string, string>? flags = null) =>
        (_environment, _flags) = (environment, flags ?? new Dictionary<string, string>());

    public IReadOnlyList<string> Problems => _problems;

    /// <summary>The variables, for what is no setting.</summary>
    public IReadOnlyDictionary<string, string> Environment => _environment;

    /// <summary>The same with other variables over these.</summary>
    public SettingReader With(IReadOnlyDictionary<string, string> variables) =>
        new(new Dictionary<string, string>([.. _environment.Where(pair => !variables.ContainsKey(pair.Key)), .. variables]), _flags);

    /// <summary>What was given for the setting, the strongest source first; an empty variable counts as not given.</summary>
    public Given? Find(Setting setting)
    {
        if (setting.Flag is { } flag && _flags.TryGetValue(flag, out var option))
        {
            return new Given(flag, option.Trim());
        }

        foreach (var variable in setting.Variables)
        {
            if (_environment.TryGetValue(variable, out var text) && !string.IsNullOrWhiteSpace(text))
            {
                return new Given(variable, text.Trim());
            }
        }

        return null;
    }

    /// <summary>The setting's value, or the fallback; a wrong value is noted and answered with the fallback.</summary>
    public T Read<T>(Setting<T> setting, T fallback)
    {
        if (Find(setting) is not { } given)
        {
            return fallback;
        }

        var parsed = setting.Parse(given.Text);
        if (parsed.Complaint is null)
        {
            return parsed.Value;
        }

        Complain(setting.Describe(given.Source, given.Text, parsed.Complaint));
        return fallback;
    }

    /// <summary>The setting's value, or null where it is not given or wrong.</summary>
    public T? ReadOptional<T>(Setting<T> setting) where T : struct => Find(setting) is null ? null : Read(setting, default);

    public void Complain(string problem) => _problems.Add(problem);

    /// <exception cref="ConfigurationException">Something was wrong.</exception>
    public void ThrowIfWrong()
    {
        if (_problems.Count > 0)
        {
            throw new ConfigurationException([.. _problems]);
        }
    }
}
