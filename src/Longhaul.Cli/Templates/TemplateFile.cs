namespace Longhaul.Cli.Templates;

/// <summary>Texts that are part of the program.</summary>
internal static class TemplateFile
{
    public static string Read(string name)
    {
        using var stream = typeof(TemplateFile).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The program has no text named {name}; its build is not whole.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
