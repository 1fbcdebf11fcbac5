using StreamMood.Cli;

NativeHeap.GiveBackLargeBlocks();
using var interrupt = new Interrupt();
var code = await CommandLine.RunAsync(args, new Terminal(Console.Out, Console.Error), Environment.GetEnvironmentVariables(), interrupt.Token);
return code == ExitCode.Interrupted ? interrupt.ExitCode : code;
