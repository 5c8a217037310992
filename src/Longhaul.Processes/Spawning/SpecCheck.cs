namespace Longhaul.Processes;

/// <summary>Refuses what the kernel would cut short or misread without a word.</summary>
internal static class SpecCheck
{
    internal static void Validate(ChildProcessSpec spec)
    {
        if (spec.Arguments.Count == 0 || spec.Arguments[0].Length == 0)
        {
            throw ChildStartException.Wrong("There is no command to start: the list of arguments is empty.");
        }
        for (var i = 0; i < spec.Arguments.Count; i++)
        {
            RefuseNul(spec.Arguments[i], $"Argument {i} of '{spec.Arguments[0].Replace('\0', '?')}'");
        }
        foreach (var (name, value) in spec.Environment)
        {
            RefuseName(name);
            RefuseNul(value, $"The environment variable '{name}'");
        }
        RefuseNul(spec.WorkingDirectory, "The working directory");
        if (!Directory.Exists(spec.WorkingDirectory))
        {
            throw ExecutableLookup.MissingFolder(spec.WorkingDirectory);
        }
    }

    static void RefuseName(string name)
    {
        if (name.Length == 0 || name.AsSpan().ContainsAny('=', '\0'))
        {
            throw ChildStartException.Wrong($"'{name.Replace('\0', '?')}' cannot be the name of an environment variable.");
        }
    }

    static void RefuseNul(string value, string what)
    {
        if (value.Contains('\0'))
        {
            throw ChildStartException.Wrong($"{what} contains a NUL character, which no program can receive.");
        }
    }
}
