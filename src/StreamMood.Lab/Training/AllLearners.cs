using StreamMood.Lab.Training.Learners;
using StreamMood.Lab.Training.Svm;
using StreamMood.Lab.Training.Trees;

namespace StreamMood.Lab.Training;

/// <summary>Every learner by name.</summary>
internal static class AllLearners
{
    /// <summary>From the simplest on.</summary>
    public static IReadOnlyList<ILearner> List { get; } =
    [
        new SoftmaxRegression(), new LinearDiscriminant(), new QuadraticDiscriminant(), new NaiveBayes(), new NearestNeighbours(),
        new DecisionTree(), new RandomForest(), new GradientBoosting(), SupportVectorMachine.Linear, SupportVectorMachine.Radial,
    ];

    /// <summary>The learner of a name.</summary>
    public static ILearner Named(string name) => List.Single(l => l.Name == name);
}
