using System.Text.Json;

namespace Longhaul.Core.Pipelines;

/// <summary>Where templates get their values.</summary>
public interface ITemplateScope
{
    /// <summary>The value at a path, or null where there is none.</summary>
    JsonElement? Find(TemplatePath path);

    /// <summary>It is an output of a step that was skipped: where there is none, that is no mistake.</summary>
    bool IsOfSkipped(TemplatePath path) => false;
}
