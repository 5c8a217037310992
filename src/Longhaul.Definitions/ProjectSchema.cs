namespace Longhaul.Definitions;

/// <summary>The JSON Schema (draft 2020-12) of <c>longhaul.yaml</c>, for editors.</summary>
public static class ProjectSchema
{
    /// <summary>The schema as JSON text.</summary>
    public static string Text()
    {
        using var stream = typeof(ProjectSchema).Assembly.GetManifestResourceStream("longhaul.schema.json")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
