using Longhaul.Definitions.Reading;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Longhaul.Definitions.Yaml;

/// <summary>
/// Reads one YAML document into nodes. Anchors, aliases, tags and merge keys are refused at their first sight, so that no small file can
/// become a large one.
/// </summary>
internal sealed class YamlReader
{
    public const int MaxDepth = 64;

    /// <summary>A pipeline of 999 steps has about 12,000; 20,000 take 8 ms to read once everything is compiled, 60 ms the first time.</summary>
    public const int MaxValues = 20_000;

    private readonly Parser _parser;
    private readonly Problems _problems;
    private int _depth;
    private int _values;

    private YamlReader(string text, Problems problems)
    {
        _parser = new Parser(new StringReader(text));
        _problems = problems;
    }

    /// <summary>The document; null where there is none.</summary>
    /// <exception cref="DefinitionException">It is not YAML that we take.</exception>
    public static YamlNode? Read(string text, Problems problems)
    {
        try
        {
            return new YamlReader(text, problems).Document();
        }
        catch (YamlException error)
        {
            var (place, message) = YamlFault.Explain(error, text);
            throw problems.Fatal(place, message);
        }
    }

    private YamlNode? Document()
    {
        _parser.Consume<StreamStart>();
        if (_parser.Accept<StreamEnd>(out _))
        {
            return null;
        }

        _parser.Consume<DocumentStart>();
        var root = Node();
        _parser.Consume<DocumentEnd>();
        return _parser.Accept<DocumentStart>(out var second)
            ? throw _problems.Fatal(PlaceOf(second.Start), "a second document begins here (`---`); a definition is one document")
            : root;
    }

    private YamlNode Node()
    {
        var item = _parser.Consume<ParsingEvent>();
        var place = PlaceOf(item.Start);
        RefuseTricks(item, place);
        if (++_values > MaxValues)
        {
            throw _problems.Fatal(
                place, $"the file has more than {MaxValues} names and values; definitions are small, large data belongs into files of their own");
        }

        return item switch
        {
            Scalar scalar => new YamlText(place, scalar.Value, scalar.Style == ScalarStyle.Plain),
            SequenceStart => Nested(place, List),
            MappingStart => Nested(place, Map),
            _ => throw _problems.Fatal(place, $"not valid YAML: an unexpected {item.GetType().Name}"),
        };
    }

    private void RefuseTricks(ParsingEvent item, Place place)
    {
        if (item is AnchorAlias || item is NodeEvent { Anchor.IsEmpty: false })
        {
            throw _problems.Fatal(place, "anchors (`&name`) and aliases (`*name`) are not taken; write the value out, "
                + "or quote the text if it only begins with `&` or `*`");
        }

        if (item is NodeEvent { Tag: { IsEmpty: false } tag })
        {
            throw _problems.Fatal(place, $"tags such as `{YamlText.Shorten(tag.Value)}` are not taken; quote the text if it only begins with `!`");
        }
    }

    private YamlNode Nested(Place place, Func<Place, YamlNode> read)
    {
        if (++_depth > MaxDepth)
        {
            throw _problems.Fatal(place, $"nested deeper than {MaxDepth}");
        }

        var node = read(place);
        _depth--;
        return node;
    }

    private YamlList List(Place place)
    {
        var items = new List<YamlNode>();
        while (!_parser.TryConsume<SequenceEnd>(out _))
        {
            items.Add(Node());
        }

        return new YamlList(place, items);
    }

    private YamlMap Map(Place place)
    {
        var entries = new List<KeyValuePair<YamlText, YamlNode>>();
        var seen = new Dictionary<string, Place>();
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            var name = Name();
            var value = Node();
            if (seen.TryAdd(name.Value, name.Place))
            {
                entries.Add(new(name, value));
            }
            else
            {
                var first = seen[name.Value].Line;
                _problems.Add(name.Place, $"`{YamlText.Shorten(name.Value)}` stands here a second time; the first is in line {first}");
            }
        }

        return new YamlMap(place, entries);
    }

    private YamlText Name()
    {
        var node = Node();
        return node switch
        {
            YamlText { Plain: true, Value: "<<" } => throw _problems.Fatal(node.Place, "merge keys (`<<`) are not taken; write the values out"),
            YamlText text => text,
            _ => throw _problems.Fatal(node.Place, $"a name must be text, not {node.What}{YamlFault.TemplateHint(node)}"),
        };
    }

    private static Place PlaceOf(Mark mark) => new((int)mark.Line, (int)mark.Column);
}
