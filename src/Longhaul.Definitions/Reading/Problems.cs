using Longhaul.Definitions.Yaml;

namespace Longhaul.Definitions.Reading;

/// <summary>Collects what is wrong with one file.</summary>
internal sealed class Problems(string file)
{
    /// <summary>Nobody reads more than this, and a hostile file must not fill the memory.</summary>
    public const int Max = 50;

    private readonly List<DefinitionProblem> _found = [];

    public int Count => _found.Count;

    /// <summary>Notes a problem; gives up after <see cref="Max"/> of them.</summary>
    /// <exception cref="DefinitionException">There are too many.</exception>
    public void Add(Place place, string message)
    {
        _found.Add(new DefinitionProblem(file, place.Line, place.Column, message));
        if (_found.Count == Max)
        {
            throw Failure();
        }
    }

    /// <summary>Notes a problem after which nothing more can be read.</summary>
    public DefinitionException Fatal(Place place, string message)
    {
        _found.Add(new DefinitionProblem(file, place.Line, place.Column, message));
        return Failure();
    }

    /// <exception cref="DefinitionException">There are any.</exception>
    public void ThrowIfAny()
    {
        if (_found.Count > 0)
        {
            throw Failure();
        }
    }

    private DefinitionException Failure() => new([.. _found.Distinct().OrderBy(problem => problem.Line).ThenBy(problem => problem.Column)]);
}
