using Longhaul.Core.Jobs;

namespace Longhaul.Core.Pipelines;

/// <summary>The type of an input field.</summary>
public enum InputType
{
    /// <summary>Text.</summary>
    String = 0,

    /// <summary>A whole number.</summary>
    Integer = 1,

    /// <summary>A number.</summary>
    Number = 2,

    /// <summary>True or false.</summary>
    Boolean = 3,

    /// <summary>Any JSON object.</summary>
    Object = 4,

    /// <summary>Any JSON list.</summary>
    Array = 5,
}

/// <summary>A field of a pipeline's input and its limits.</summary>
public sealed record InputField
{
    /// <summary>The field's name.</summary>
    public required string Name { get; init; }

    /// <summary>The type of its value.</summary>
    public InputType Type { get; init; }

    /// <summary>True: an input without it is refused.</summary>
    public bool Required { get; init; }

    /// <summary>The value where none is given, as JSON text.</summary>
    public string? Default { get; init; }

    /// <summary>For text: the most characters.</summary>
    public int? MaxLength { get; init; }

    /// <summary>For numbers: the least value.</summary>
    public double? Min { get; init; }

    /// <summary>For numbers: the greatest value.</summary>
    public double? Max { get; init; }

    /// <summary>The only values allowed, as text; empty for any.</summary>
    public IReadOnlyList<string> OneOf { get; init; } = [];

    /// <summary>For text: a regular expression that the whole value must match.</summary>
    public string? Pattern { get; init; }
}

/// <summary>A step of a pipeline.</summary>
public sealed record StepDefinition
{
    /// <summary>The step's name, unique within the pipeline.</summary>
    public required string Name { get; init; }

    /// <summary>The names of the steps it waits for.</summary>
    public IReadOnlyList<string> Needs { get; init; } = [];

    /// <summary>Those of its needs of which any end will do; the others must complete, be skipped, or be allowed to fail.</summary>
    public IReadOnlyList<string> AnyEnd { get; init; } = [];

    /// <summary>How it runs: a kind of its own named <c>pipeline.step</c>, or the job it names with the step's keys laid over.</summary>
    public required JobKind Kind { get; init; }
}

/// <summary>A graph of steps.</summary>
public sealed record PipelineDefinition
{
    /// <summary>The pipeline's name; the kind of its runs.</summary>
    public required string Name { get; init; }

    /// <summary>The fields of its input.</summary>
    public IReadOnlyList<InputField> Input { get; init; } = [];

    /// <summary>Whose its runs are: text with templates over the input; null for nobody's.</summary>
    public string? TenantTemplate { get; init; }

    /// <summary>What becomes of a new run while another is there: it can only be skipped. Null: each is a run of its own.</summary>
    public UniqueRule? Unique { get; init; }

    /// <summary>The input of its runs is encrypted before it goes to the store.</summary>
    public bool Encrypted { get; init; }

    /// <summary>The steps in the order of the file; every need is a step of the same pipeline and there is no cycle.</summary>
    public required IReadOnlyList<StepDefinition> Steps { get; init; }
}
