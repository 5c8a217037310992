using Longhaul.Processes.Dummy;

// The parts that tests play against: a worker that can be killed, and children that misbehave in ways a shell cannot.
return args switch
{
    ["worker", var instanceId, var folder, .. var scripts] => await Worker.RunAsync(instanceId, folder, scripts),
    ["flood", var megabytes, var lineBytes] => Flood.Run(int.Parse(megabytes), int.Parse(lineBytes)),
    ["drink", var megabytes, var lineBytes] => await Drink.RunAsync(int.Parse(megabytes), int.Parse(lineBytes)),
    ["allocate", var megabytes] => Memory.Allocate(int.Parse(megabytes)),
    ["eat", var megabytes] => await Eat.RunAsync(int.Parse(megabytes)),
    ["hold", var count, var seconds] => await Hold.RunAsync(int.Parse(count), int.Parse(seconds)),
    ["exhaust"] => Exhaust.Run(),
    ["jobs", var count, var atOnce] => await Jobs.RunAsync(int.Parse(count), int.Parse(atOnce)),
    _ => 64,
};
