using Longhaul.Bench;

var options = BenchOptions.Parse(args);
if (options is null)
{
    return 2;
}

var parts = new (string Name, Func<BenchOptions, IEnumerable<Figure>> Run)[]
{
    ("enqueue", EnqueueBench.Run), ("drain", DrainBench.Run), ("process", ProcessBench.Run),
};
var figures = parts.Where(part => options.Only is null || options.Only == part.Name).SelectMany(part => part.Run(options)).ToList();
Report.Write(figures, options.Json);
return figures.Count > 0 ? 0 : 2;
